import { useId, useRef } from 'react'
import * as z from 'zod/mini'
import { enumeratorSexes, type NewPerson, newPersonSchema, type PersonListItem } from '#shared/people/people'
import { isPhoneRole } from '#shared/people/roles'
import { listServedRoles } from '#shared/study/deployments'
import { focusOnMount } from '../../ui/focus-on-mount.ts'
import { appLanguages, useTranslations } from '../../ui/i18n.ts'
import { ProblemNote } from '../../ui/problem-text.tsx'
import { useDesk, useDistrictNames, useHasDistricts } from '../kit/desk-context.ts'
import { FieldError } from '../kit/field-error.tsx'
import { useDeskForm } from '../kit/use-desk-form.ts'
import { getDistrictFieldState } from './district-field-state.ts'
import { suggestUsername } from './suggest-username.ts'

/** Fields of the form; "all districts" and the chosen districts are separate fields. */
const personFields = z
	.object({
		name: newPersonSchema.shape.name,
		code: newPersonSchema.shape.code,
		role: newPersonSchema.shape.role,
		language: newPersonSchema.shape.language,
		sex: z.enum([...enumeratorSexes, '']),
		team: z.string().check(z.maxLength(40)),
		supervisor: z.string(),
		hasAll: z.boolean(),
		districts: z.array(z.string()),
	})
	.check(z.refine(({ hasAll, districts }) => hasAll || districts.length > 0, { path: ['districts'] }))
type PersonFormValues = z.infer<typeof personFields>

interface Supervising {
	readonly coordinators: readonly PersonListItem[]
	/** Username of the supervisor of a team; '' if it has none. */
	readonly by: (team: string) => string
}

interface PersonFormProps {
	readonly title: string
	readonly submitText: string
	/** The user that is changed; username and role are fixed. Null for a new user. */
	readonly known: PersonListItem | null
	/** Usernames in use, for the suggestion of another. */
	readonly usernames: readonly string[]
	/** Suggested teams; another name creates a team. */
	readonly teams: readonly string[]
	/** Supervisor of the team. Null if it is not asked for. */
	readonly supervising: Supervising | null
	readonly onSubmit: (person: NewPerson & { team: string | null }, supervisor: string | null) => Promise<void>
	readonly onCancel: () => void
}

/** Form for one user: name, role, language, sex, team and districts. */
export function PersonForm({
	title,
	submitText,
	known,
	usernames,
	teams,
	supervising,
	onSubmit,
	onCancel,
}: PersonFormProps) {
	const { t, language: deskLanguage } = useTranslations()
	const districtField = getDistrictFieldState(known, useHasDistricts())
	const { serves } = useDesk().study
	const offered = listServedRoles(serves)
	const id = useId()
	const firstRole = known?.role ?? offered.find(isPhoneRole) ?? 'administrator'
	const isLanguageChosen = useRef(known !== null)
	const fields = useDeskForm<PersonFormValues>({
		schema: personFields,
		problemFields: { 'username-taken': 'code' },
		defaultValues: {
			name: known?.name ?? '',
			code: known?.code ?? '',
			role: firstRole,
			language: known?.language ?? presetLanguage(firstRole, deskLanguage),
			sex: known?.sex ?? '',
			team: known?.team ?? '',
			supervisor: known?.supervisor?.code ?? '',
			hasAll: districtField.hasAll,
			districts: known && known.districts !== 'all' ? known.districts : [],
		},
		async onSubmit({ hasAll: all, districts, sex, supervisor, team, ...given }) {
			const person = { ...given, districts: all ? ('all' as const) : districts, sex: sex || null }
			await onSubmit({ ...person, team: team.trim() || null }, supervisor || null)
		},
	})
	const { register, watch, setValue, getValues, clearErrors, submit, errors, problem, isSubmitting } = fields
	const suggestion = useSuggestedUsername(fields, known ? null : usernames)
	const hasAll = watch('hasAll')
	const team = watch('team').trim()
	return (
		<form className="panel stack" noValidate onSubmit={submit}>
			<h2 tabIndex={-1} ref={focusOnMount}>
				{title}
			</h2>
			<div className="columns">
				<NameFields
					register={register}
					errors={errors}
					id={id}
					isCodeFixed={known !== null}
					isCodeEmpty={watch('code').trim() === ''}
					onName={suggestion.onName}
					onCode={suggestion.onCode}
				/>
				<WorkFields
					register={register}
					id={id}
					offered={known ? [known.role] : offered}
					onRole={() => {
						if (!isLanguageChosen.current)
							setValue('language', presetLanguage(getValues('role'), deskLanguage))
					}}
					onLanguage={() => {
						isLanguageChosen.current = true
					}}
				/>
				<TeamField
					register={register}
					teams={teams}
					onTeam={() => setValue('supervisor', supervising?.by(getValues('team').trim()) ?? '')}
				/>
				{supervising && team !== '' && (
					<SupervisorField register={register} supervising={supervising} team={team} />
				)}
			</div>
			{districtField.isShown && (
				<DistrictFields
					register={register}
					errors={errors}
					hasAll={hasAll}
					onAll={() => clearErrors('districts')}
				/>
			)}
			<ProblemNote problem={problem} />
			<div className="actions">
				<button type="submit" disabled={isSubmitting}>
					{submitText}
				</button>
				<button type="button" className="plain" onClick={onCancel}>
					{t('app.cancel')}
				</button>
			</div>
		</form>
	)
}

type PersonFormState = ReturnType<typeof useDeskForm<PersonFormValues>>

/** Keeps the username that of the name, until another is typed. `usernames`: those in use; null if it is fixed. */
function useSuggestedUsername(
	{ getValues, setValue, clearErrors }: Pick<PersonFormState, 'getValues' | 'setValue' | 'clearErrors'>,
	usernames: readonly string[] | null,
) {
	const isTyped = useRef(false)
	return {
		onName() {
			if (usernames === null || isTyped.current) return
			setValue('code', suggestUsername(getValues('name'), usernames))
			clearErrors('code')
		},
		onCode() {
			isTyped.current = getValues('code') !== ''
		},
	}
}

interface FieldsProps extends Pick<PersonFormState, 'register' | 'errors'> {
	/** Prefix of the ids of the fields. */
	readonly id: string
}

interface NameFieldsProps extends FieldsProps {
	readonly isCodeFixed: boolean
	readonly isCodeEmpty: boolean
	/** Called when the name changes. */
	readonly onName: () => void
	/** Called when the username is changed by hand. */
	readonly onCode: () => void
}

function NameFields({ register, errors, id, isCodeFixed, isCodeEmpty, onName, onCode }: NameFieldsProps) {
	const { t } = useTranslations()
	return (
		<>
			<div className="field">
				<label htmlFor={`${id}-name`}>{t('people.name')}</label>
				<input
					id={`${id}-name`}
					dir="auto"
					autoComplete="off"
					aria-invalid={errors.name !== undefined}
					{...register('name', { onChange: onName })}
				/>
				<FieldError error={errors.name} text={t('people.nameWrong')} />
			</div>
			<div className="field">
				<label htmlFor={`${id}-code`}>{t('people.code')}</label>
				<input
					id={`${id}-code`}
					aria-describedby={`${id}-hint`}
					dir="ltr"
					autoComplete="off"
					autoCapitalize="none"
					aria-invalid={errors.code !== undefined}
					readOnly={isCodeFixed}
					{...register('code', { onChange: onCode })}
				/>
				{errors.code ? (
					<FieldError error={errors.code} text={t(isCodeEmpty ? 'people.codeMissing' : 'people.codeHint')} />
				) : (
					<span className="hint" id={`${id}-hint`}>
						{t('people.codeHint')}
					</span>
				)}
			</div>
		</>
	)
}

/** Language of a new user: enumerators work in Urdu until another is chosen, the office in that of the desk. */
const presetLanguage = (role: NewPerson['role'], deskLanguage: string): string =>
	isPhoneRole(role) ? 'ur' : deskLanguage

interface WorkFieldsProps extends Pick<FieldsProps, 'register' | 'id'> {
	readonly offered: readonly NewPerson['role'][]
	/** Called when a role is chosen. */
	readonly onRole: () => void
	/** Called when a language is chosen. */
	readonly onLanguage: () => void
}

function WorkFields({ register, id, offered, onRole, onLanguage }: WorkFieldsProps) {
	const { t, language: deskLanguage } = useTranslations()
	const languageNames = new Intl.DisplayNames(deskLanguage, { type: 'language' })
	return (
		<>
			<label className="field">
				{t('people.role')}
				<select {...register('role', { onChange: onRole })}>
					{offered.map((role) => (
						<option key={role} value={role}>
							{t(`role.${role}`)}
						</option>
					))}
				</select>
			</label>
			<div className="field">
				<label htmlFor={`${id}-language`}>{t('app.language')}</label>
				<select
					id={`${id}-language`}
					aria-describedby={`${id}-language-hint`}
					{...register('language', { onChange: onLanguage })}
				>
					{appLanguages.map(({ tag, name }) => (
						<option key={tag} value={tag}>
							{tag === deskLanguage ? name : `${languageNames.of(tag)} · ${name}`}
						</option>
					))}
				</select>
				<span className="hint" id={`${id}-language-hint`}>
					{t('people.languageHint')}
				</span>
			</div>
			<label className="field">
				{t('people.sex')}
				<select {...register('sex')}>
					<option value="">{t('people.notSpecified')}</option>
					{enumeratorSexes.map((sex) => (
						<option key={sex} value={sex}>
							{t(`people.sexes.${sex}`)}
						</option>
					))}
				</select>
			</label>
		</>
	)
}

interface TeamFieldProps extends Pick<FieldsProps, 'register'> {
	readonly teams: readonly string[]
	/** Called when the team changes. */
	readonly onTeam: () => void
}

function TeamField({ register, teams, onTeam }: TeamFieldProps) {
	const { t } = useTranslations()
	return (
		<label className="field">
			{t('people.team')}
			<input
				dir="auto"
				autoComplete="off"
				list="teams"
				maxLength={40}
				{...register('team', { onChange: onTeam })}
			/>
			<datalist id="teams">
				{teams.map((team) => (
					<option key={team} value={team} />
				))}
			</datalist>
		</label>
	)
}

interface SupervisorFieldProps extends Pick<FieldsProps, 'register'> {
	readonly supervising: Supervising
	readonly team: string
}

function SupervisorField({ register, supervising, team }: SupervisorFieldProps) {
	const { t } = useTranslations()
	return (
		<label className="field">
			{t('people.supervisor', { team })}
			<select {...register('supervisor')}>
				{/* a supervisor can be replaced, not removed */}
				{supervising.by(team) === '' && <option value="">{t('people.noSupervisor')}</option>}
				{supervising.coordinators.map(({ code, name }) => (
					<option key={code} value={code}>
						{name} ({code})
					</option>
				))}
			</select>
		</label>
	)
}

interface DistrictFieldsProps extends Pick<FieldsProps, 'register' | 'errors'> {
	readonly hasAll: boolean
	/** Called when all districts are chosen, or no longer. */
	readonly onAll: () => void
}

function DistrictFields({ register, errors, hasAll, onAll }: DistrictFieldsProps) {
	const { t } = useTranslations()
	const districtNames = useDistrictNames()
	return (
		<fieldset className="field">
			<legend>{t('people.districts')}</legend>
			<label className="choice small">
				<input type="checkbox" {...register('hasAll', { onChange: onAll })} />
				<span>{t('people.allDistricts')}</span>
			</label>
			{!hasAll && (
				<div className="district-choices">
					{districtNames.map(([code, name]) => (
						<label key={code} className="choice small">
							<input type="checkbox" value={code} {...register('districts')} />
							<span>{name}</span>
						</label>
					))}
				</div>
			)}
			<FieldError error={errors.districts} text={t('problem.districts-missing')} />
		</fieldset>
	)
}
