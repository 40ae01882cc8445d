import { zodResolver } from '@hookform/resolvers/zod'
import { useState } from 'react'
import { useForm } from 'react-hook-form'
import * as z from 'zod/mini'
import { type Invitation, interviewerSexes, newPersonSchema } from '#shared/access/people'
import { hasWork, roles } from '#shared/access/roles'
import { asProblem, type Problem } from '#shared/kernel/problem'
import { useDistrictNames } from '../desk/desk-context.ts'
import { addPerson } from '../sync/desk-client.ts'
import { appLanguages, useTexts } from '../ui/i18n.ts'
import { ProblemNote } from '../ui/problem-text.tsx'

/** The fields of the form; which districts is asked apart from "all of them". */
const personForm = z.object({
	name: newPersonSchema.shape.name,
	code: newPersonSchema.shape.code,
	role: newPersonSchema.shape.role,
	language: newPersonSchema.shape.language,
	sex: z.enum([...interviewerSexes, '']),
	team: z.string().check(z.maxLength(40)),
	hasAll: z.boolean(),
	districts: z.array(z.string()),
})
type PersonForm = z.infer<typeof personForm>

interface AddPersonProps {
	/** To choose from; another name makes another team. */
	readonly teams: readonly string[]
	readonly onAdded: (invitation: Invitation) => void
	readonly onCancel: () => void
}

export function AddPerson({ teams, onAdded, onCancel }: AddPersonProps) {
	const { t } = useTexts()
	const districtNames = useDistrictNames()
	const [problem, setProblem] = useState<Problem | null>(null)
	const {
		register,
		handleSubmit,
		watch,
		setError,
		formState: { errors, isSubmitting },
	} = useForm<PersonForm>({
		resolver: zodResolver(personForm),
		defaultValues: {
			...{ name: '', code: '', role: 'enumerator', language: 'ur', sex: '', team: '' },
			...{ hasAll: false, districts: [] },
		},
	})
	const hasAll = watch('hasAll')
	const submit = handleSubmit(async ({ hasAll: all, districts, sex, team, ...given }) => {
		setProblem(null)
		if (!all && districts.length === 0) return setError('districts', { message: 'districts-missing' })
		try {
			onAdded(
				await addPerson({
					...given,
					districts: all ? 'all' : districts,
					sex: sex || null,
					team: team.trim() || null,
				}),
			)
		} catch (thrown) {
			setProblem(asProblem(thrown))
		}
	})
	return (
		<form className="panel stack" noValidate onSubmit={(event) => void submit(event)}>
			<h2>{t('people.add')}</h2>
			<div className="columns">
				<label className="field">
					{t('people.name')}
					<input
						dir="auto"
						autoComplete="off"
						aria-invalid={errors.name !== undefined}
						{...register('name')}
					/>
					{errors.name && <span className="error">{t('people.nameWrong')}</span>}
				</label>
				<label className="field">
					{t('people.code')}
					<input
						dir="ltr"
						autoComplete="off"
						autoCapitalize="none"
						aria-invalid={errors.code !== undefined}
						{...register('code')}
					/>
					<span className={errors.code ? 'error' : 'hint'}>{t('people.codeHint')}</span>
				</label>
				<label className="field">
					{t('people.role')}
					<select {...register('role')}>
						{roles.filter(hasWork).map((role) => (
							<option key={role} value={role}>
								{t(`role.${role}`)}
							</option>
						))}
					</select>
				</label>
				<label className="field">
					{t('app.language')}
					<select {...register('language')}>
						{appLanguages.map(({ tag, name }) => (
							<option key={tag} value={tag}>
								{name}
							</option>
						))}
					</select>
				</label>
				<label className="field">
					{t('people.sex')}
					<select {...register('sex')}>
						<option value="">{t('people.unsaid')}</option>
						{interviewerSexes.map((sex) => (
							<option key={sex} value={sex}>
								{t(`people.sexes.${sex}`)}
							</option>
						))}
					</select>
				</label>
				<label className="field">
					{t('people.team')}
					<input dir="auto" autoComplete="off" list="teams" maxLength={40} {...register('team')} />
					<datalist id="teams">
						{teams.map((team) => (
							<option key={team} value={team} />
						))}
					</datalist>
				</label>
			</div>
			<fieldset className="field">
				<legend>{t('people.districts')}</legend>
				<label className="choice small">
					<input type="checkbox" {...register('hasAll')} />
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
				{errors.districts && <span className="error">{t('problem.districts-missing')}</span>}
			</fieldset>
			<ProblemNote problem={problem} />
			<div className="actions">
				<button type="submit" disabled={isSubmitting}>
					{t('people.addNow')}
				</button>
				<button type="button" className="plain" onClick={onCancel}>
					{t('app.cancel')}
				</button>
			</div>
		</form>
	)
}
