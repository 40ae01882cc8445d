import * as z from 'zod/mini'
import { exportApi } from '#shared/api/exports'
import { releaseApi } from '#shared/api/releases'
import { type Release, type ReleaseKind, releaseKinds } from '#shared/export/release'
import { callRoute } from '../../api/call-route.ts'
import { formsFor } from '../../api/load-forms.ts'
import { useTranslations } from '../../ui/i18n.ts'
import { ProblemNote } from '../../ui/problem-text.tsx'
import { ExpressionField } from '../cleaning/expression-field.tsx'
import { useDesk, useDistrictNames, useHasDistricts } from '../kit/desk-context.ts'
import { DistrictChoices } from '../kit/district-choices.tsx'
import { FieldError } from '../kit/field-error.tsx'
import { useScope } from '../kit/scope.tsx'
import { useDeskForm } from '../kit/use-desk-form.ts'
import { type Loaded, useRoute, useServerData } from '../kit/use-server-data.ts'
import { ExportJobs, useExportJobs } from './export-jobs.tsx'
import { FormField, ValuesField } from './form-fields.tsx'
import { ReleaseView } from './release-view.tsx'

/** Releases: frozen states of a round's records, to create, download again and compare. */
export function ReleasesScreen() {
	const { t } = useTranslations()
	const { person } = useDesk()
	const made = useRoute(releaseApi.list, {})
	const making = useExportJobs()
	const known = useServerData('forms', () => formsFor(person.role))
	const formOf = (id: string) => known.found?.find((each) => each.id === id)?.definition ?? null
	if (person.districts !== 'all')
		return (
			<div className="stack">
				<h1>{t('desk.page.releases')}</h1>
				<p className="note quiet">{t('releases.allDistrictsNeeded')}</p>
			</div>
		)
	return (
		<div className="stack">
			<h1>{t('desk.page.releases')}</h1>
			<p className="hint">{t('releases.help')}</p>
			<details className="panel">
				<summary>{t('releases.createTitle')}</summary>
				<NewRelease known={known} onMade={made.reload} />
			</details>
			<section className="stack tight" aria-labelledby="releases">
				<h2 id="releases">{t('releases.listTitle')}</h2>
				<ProblemNote problem={made.problem} />
				{made.found?.length === 0 && <p className="note quiet">{t('releases.empty')}</p>}
				<ol className="history">
					{made.found?.map((release) => (
						<li key={release.id}>
							<ReleaseView
								release={release}
								all={made.found ?? []}
								form={formOf(release.form)}
								onTake={() => making.make({ of: 'release', release: release.id })}
								onChange={made.reload}
							/>
						</li>
					))}
				</ol>
			</section>
			<ExportJobs files={making.files} problem={making.problem} />
		</div>
	)
}

const isOneForOthers = (kind: ReleaseKind): boolean => kind === 'researchers' || kind === 'anybody'

/** `form`: '' for the first one in the menu. */
const releaseForm = z.object({
	name: z.string().check(z.trim(), z.minLength(1), z.maxLength(120)),
	notes: z.string().check(z.trim(), z.maxLength(4000)),
	form: z.string(),
	kind: z.enum(releaseKinds),
	values: z.string(),
	approvedOnly: z.boolean(),
	districts: z.array(z.string()),
	where: z.string().check(z.trim()),
	mark: z.boolean(),
})
type Values = z.infer<typeof releaseForm>

/** Form for a new release. */
function NewRelease({
	known,
	onMade,
}: {
	readonly known: Loaded<Awaited<ReturnType<typeof formsFor>>>
	readonly onMade: () => void
}) {
	const { t } = useTranslations()
	const { fields, entered, form, definition, kind, offered, isForOthers, isPartOfDistricts, counts } =
		useReleaseForm(known.found, onMade)
	const { register, setValue, clearErrors, submit, errors, isSubmitting, problem } = fields
	const mayBeForOthers = offered.length === releaseKinds.length
	return (
		<form className="stack tight narrow-desk" noValidate onSubmit={submit}>
			<label className="field">
				{t('releases.name')}
				<input
					dir="auto"
					required
					maxLength={120}
					aria-invalid={errors.name !== undefined}
					{...register('name')}
				/>
			</label>
			<FieldError error={errors.name} text={t('desk.required')} />
			<label className="field">
				{t('releases.notes')}
				<textarea dir="auto" rows={2} maxLength={4000} {...register('notes')} />
			</label>
			<FormField
				forms={known.found ?? []}
				form={form}
				onForm={(id) => {
					setValue('form', id, { shouldDirty: true })
					// another form has other languages
					setValue('values', 'codes', { shouldDirty: true })
				}}
			/>
			<KindField
				kind={kind}
				offered={offered}
				onChange={(next) => setValue('kind', next, { shouldDirty: true })}
			/>
			{counts.found && !mayBeForOthers && <p className="hint">{t('problem.public-use-not-allowed')}</p>}
			<ValuesField
				form={definition}
				values={entered.values}
				onValues={(values) => setValue('values', values, { shouldDirty: true })}
			/>
			{!isForOthers && (
				<PartOfRecords
					register={register}
					errors={errors}
					districts={entered.districts}
					isPartOfDistricts={isPartOfDistricts}
					onDistricts={(codes) => {
						setValue('districts', [...codes], { shouldDirty: true })
						clearErrors('districts')
					}}
				/>
			)}
			<label className="choice small">
				<input type="checkbox" {...register('mark')} />
				<span>{t('export.utf8Bom')}</span>
			</label>
			<ProblemNote problem={known.problem ?? counts.problem ?? problem} />
			<button type="submit" disabled={isSubmitting || form === ''}>
				{t(isSubmitting ? 'releases.creating' : 'releases.create')}
			</button>
		</form>
	)
}

/** State of the form, and the kinds of release that its choices allow. */
function useReleaseForm(found: Awaited<ReturnType<typeof formsFor>> | null, onMade: () => void) {
	const { round } = useScope('round')
	const names = useDistrictNames()
	const hasDistricts = useHasDistricts()
	const allDistricts = names.map(([code]) => code)
	const fields = useDeskForm<Values>({
		schema: releaseForm,
		defaultValues: {
			name: '',
			notes: '',
			form: '',
			kind: 'clean',
			values: 'codes',
			approvedOnly: false,
			districts: allDistricts,
			where: '',
			mark: true,
		},
		onSubmit: make,
	})
	const entered = fields.watch()
	const form = entered.form || (found?.find(({ id }) => id === 'household') ?? found?.[0])?.id || ''
	const definition = found?.find(({ id }) => id === form)?.definition
	const counts = useRoute(exportApi.count, form === '' ? null : { query: { form, round } })
	// The choice is reset only after it is known to be impossible.
	const mayBeForOthers = !counts.found || counts.found.traits !== null
	const offered = releaseKinds.filter((each) => mayBeForOthers || !isOneForOthers(each))
	const kind = offered.includes(entered.kind) ? entered.kind : 'clean'
	const isForOthers = isOneForOthers(kind)
	const isPartOfDistricts = hasDistricts && entered.districts.length < names.length
	async function make({ name, notes, values, mark, approvedOnly, districts, where }: Values) {
		if (!isForOthers && hasDistricts && districts.length === 0) {
			fields.setError('districts', { type: 'required' })
			return
		}
		const narrowed: Pick<Release, 'districts' | 'where'> = isForOthers
			? {}
			: { ...(isPartOfDistricts ? { districts } : {}), ...(where === '' ? {} : { where }) }
		await callRoute(releaseApi.create, {
			body: {
				name,
				notes,
				form,
				round,
				kind,
				values,
				mark,
				approvedOnly: approvedOnly && !isForOthers,
				...narrowed,
			},
		})
		// the next release has all districts again
		fields.reset({ ...entered, name: '', notes: '', where: '', districts: allDistricts })
		onMade()
	}
	return { fields, entered, form, definition, kind, offered, isForOthers, isPartOfDistricts, counts }
}

interface KindFieldProps {
	readonly kind: ReleaseKind
	readonly offered: readonly ReleaseKind[]
	readonly onChange: (kind: ReleaseKind) => void
}

function KindField({ kind, offered, onChange }: KindFieldProps) {
	const { t } = useTranslations()
	return (
		<label className="field">
			{t('releases.kind')}
			<select value={kind} onChange={({ target }) => onChange(target.value as ReleaseKind)}>
				{offered.map((each) => (
					<option key={each} value={each}>
						{t(`releases.kinds.${each}`)}
					</option>
				))}
			</select>
		</label>
	)
}

interface PartOfRecordsProps extends Pick<ReturnType<typeof useDeskForm<Values>>, 'register' | 'errors'> {
	readonly districts: readonly string[]
	readonly isPartOfDistricts: boolean
	readonly onDistricts: (codes: readonly string[]) => void
}

/** Which records the release has: approved ones only, some districts, a condition. */
function PartOfRecords({ register, errors, districts, isPartOfDistricts, onDistricts }: PartOfRecordsProps) {
	const { t } = useTranslations()
	const hasDistricts = useHasDistricts()
	return (
		<>
			<label className="choice small">
				<input type="checkbox" {...register('approvedOnly')} />
				<span>{t('releases.approvedOnly')}</span>
			</label>
			{hasDistricts && <DistrictChoices chosen={districts} onChange={onDistricts} />}
			<FieldError error={errors.districts} text={t('problem.districts-missing')} />
			{isPartOfDistricts && <p className="hint">{t('releases.districtsHint')}</p>}
			<ExpressionField
				label={t('cleaning.filter')}
				example="${age} > 17"
				hint={t('releases.filterHint')}
				field={register('where')}
			/>
		</>
	)
}
