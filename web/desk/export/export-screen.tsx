import { exportApi } from '#shared/api/exports'
import { type ExportFormat, exportFormatNames, exportFormats } from '#shared/export/export-formats'
import { type Audience, audiences } from '#shared/export/public-use-file'
import { nodesOf } from '#shared/forms/form-nodes'
import { may } from '#shared/people/roles'
import { formsFor } from '../../api/load-forms.ts'
import { numberIn } from '../../ui/formats.ts'
import { useTranslations } from '../../ui/i18n.ts'
import { ProblemNote } from '../../ui/problem-text.tsx'
import { useDesk } from '../kit/desk-context.ts'
import { useScope, useScopeChange } from '../kit/scope.tsx'
import { useDeskForm } from '../kit/use-desk-form.ts'
import { useRoute, useServerData } from '../kit/use-server-data.ts'
import { DecryptExport } from './decrypt-export.tsx'
import { defaultOptions, type ExportChoices, exportForm, savedExport } from './export-choices.ts'
import { ExportJobs, useExportJobs } from './export-jobs.tsx'
import { type ExportPreset, ExportPresets, presetChoices } from './export-presets.tsx'
import { FormField, ValuesField } from './form-fields.tsx'
import { QuestionChoice } from './question-choice.tsx'
import { allRecords, RecordSelectionFields, selectionQuery } from './record-selection.tsx'
import { SavedSettings } from './saved-settings.tsx'

/** Exports the records of a form; shows what the file contains before it is created. */
export function ExportScreen() {
	const { t, language: appLanguage } = useTranslations()
	const { study, person } = useDesk()
	const known = useServerData('forms', () => formsFor(person.role))
	const { round } = useScope('round')
	const chooseScope = useScopeChange('round')
	const jobs = useExportJobs()
	const { register, watch, setValue, reset, submit, problem, isSubmitting } = useDeskForm({
		schema: exportForm,
		defaultValues: {
			form: '',
			values: 'codes',
			audience: null,
			format: 'csv',
			...defaultOptions,
			records: allRecords,
			questions: null,
		},
		unsaved: null,
		onSubmit: createExport,
	})
	const choices = watch()
	const { values } = choices
	const form =
		choices.form || (known.found?.find(({ id }) => id === 'household') ?? known.found?.[0])?.id || ''
	const definition = known.found?.find(({ id }) => id === form)?.definition
	const hasRepeats =
		definition !== undefined && nodesOf(definition).some(({ part }) => part.kind === 'repeat')
	// a shared file has all records: two files that differ by one would reveal it
	const selection = choices.audience === null ? selectionQuery(choices.records) : {}
	const counted = form === '' ? null : { query: { form, round, ...selection } }
	const counts = useRoute(exportApi.count, counted)
	const traits = counts.found?.traits ?? null
	const places = counts.found?.places
	const hasPlaces = places === 'included' && may(person.role, 'locations.exact')
	// The choice is reset only after it is known to be impossible.
	const canBeForOthers = !counts.found || traits !== null
	const audience = canBeForOthers ? choices.audience : null
	const offered = exportFormatNames.filter((each) => audience === null || exportFormats[each].isForOthers)
	const format = offered.includes(choices.format) ? choices.format : 'csv'
	const identifying = useRoute(exportApi.identifying, counted)
	const isEmpty = format === 'geojson' && places !== undefined && places !== 'included'
	const hasNoQuestion = audience === null && choices.questions?.length === 0
	// identifying texts are counted before the file is created
	const isCounting = audience === null && form !== '' && !identifying.found && !identifying.problem
	const texts = audience === null ? (identifying.found?.texts ?? 0) : 0
	const isDemonstration = study.rounds.find(({ code }) => code === round)?.demonstration ?? false

	async function createExport({ hasMark, hasBoth, hasMedia, isWide, isExact }: ExportChoices) {
		await jobs.make({
			of: 'export',
			form,
			round,
			values,
			mark: hasMark ? '1' : '0',
			format,
			...(hasBoth && exportFormats[format].hasLabelsNextToCodes ? { labels: 'next-to-codes' } : {}),
			...(audience === null
				? {
						media: hasMedia && exportFormats[format].holdsMedia ? '1' : '0',
						...(isWide && hasRepeats && exportFormats[format].canBeWide ? { wide: '1' } : {}),
						...(isExact && hasPlaces ? { places: 'exact' } : {}),
						...selection,
						...(choices.questions === null ? {} : { questions: choices.questions.join(',') }),
					}
				: { for: audience }),
		})
	}
	const option = (name: keyof typeof defaultOptions, label: string) => (
		<label className="choice small">
			<input type="checkbox" {...register(name)} />
			<span>{label}</span>
		</label>
	)
	const startFrom = (preset: ExportPreset) => {
		for (const [name, value] of Object.entries(presetChoices(preset, definition)))
			setValue(name as keyof ExportChoices, value)
	}
	return (
		<div className="export-page">
			<h1>{t('desk.page.export')}</h1>
			<ProblemNote problem={known.problem ?? counts.problem} />
			<form className="stack" noValidate onSubmit={submit}>
				<ExportPresets canBePublic={canBeForOthers} onChoose={startFrom} />
				<SavedSettings
					current={{ ...choices, round }}
					read={(stored) => savedExport.safeParse(stored).data ?? null}
					onUse={({ round: its, ...stored }) => {
						reset(stored)
						chooseScope({ round: its })
					}}
				/>
				<FormField
					forms={known.found ?? []}
					form={form}
					onForm={(code) => {
						setValue('form', code)
						setValue('questions', null)
					}}
				/>
				<label className="field">
					{t('export.audience')}
					<select
						value={audience ?? 'own'}
						onChange={({ target: { value } }) =>
							setValue('audience', value === 'own' ? null : (value as Audience))
						}
					>
						<option value="own">{t('export.audienceInternal')}</option>
						<option value="researchers" disabled={!canBeForOthers}>
							{t('export.audienceResearchers')}
						</option>
						<option value="anybody" disabled={!canBeForOthers}>
							{t('export.audiencePublic')}
						</option>
					</select>
				</label>
				{!canBeForOthers && <p className="hint">{t('problem.public-use-not-allowed')}</p>}
				{audience === null && (
					<>
						<RecordSelectionFields
							value={choices.records}
							onChange={(records) => setValue('records', records)}
						/>
						{definition && (
							<QuestionChoice
								definition={definition}
								chosen={choices.questions}
								onChoose={(questions) => setValue('questions', questions)}
							/>
						)}
						{hasNoQuestion && (
							<p className="note wait" role="status">
								{t('export.noQuestions')}
							</p>
						)}
					</>
				)}
				<ValuesField form={definition} values={values} onValues={(shown) => setValue('values', shown)} />
				<label className="field">
					{t('export.format')}
					<select value={format} onChange={({ target }) => setValue('format', target.value as ExportFormat)}>
						{offered.map((each) => (
							<option key={each} value={each}>
								{t(`export.${each}`)}
							</option>
						))}
					</select>
				</label>
				{!exportFormats[format].hasAllTables && <p className="hint">{t('export.formatHint')}</p>}
				{isEmpty && (
					<p className="note wait" role="status">
						{t(places === 'none' ? 'export.noLocations' : 'export.locationsLeftOut')}
					</p>
				)}
				{format === 'csv' && option('hasMark', t('export.utf8Bom'))}
				{exportFormats[format].hasLabelsNextToCodes && option('hasBoth', t('export.codesAndLabels'))}
				{audience === null &&
					exportFormats[format].holdsMedia &&
					option('hasMedia', t('export.includeAttachments'))}
				{audience === null &&
					hasRepeats &&
					exportFormats[format].canBeWide &&
					option('isWide', t('export.repeatsAsColumns'))}
				{audience === null && hasPlaces && option('isExact', t('export.exactLocations'))}
				{isDemonstration && <p className="note wait">{t('export.demonstration')}</p>}
				{counts.found && (
					<p role="status">
						{t('export.recordCount', {
							count: counts.found.records,
							records: numberIn(appLanguage, counts.found.records),
						})}{' '}
						{counts.found.disputed > 0 && t('export.conflictsHint', { count: counts.found.disputed })}
					</p>
				)}
				<p className="hint">{t('export.alwaysLeftOut')}</p>
				{audience && traits && <ForOthers traits={traits} audience={audience} />}
				{isCounting && <p role="status">{t('export.searchingTexts')}</p>}
				{texts > 0 && (
					<p className="note wait" role="status">
						{t('export.identifyingTexts', { count: texts, texts: numberIn(appLanguage, texts) })}
					</p>
				)}
				<ProblemNote problem={problem ?? counts.problem ?? identifying.problem} />
				<button
					type="submit"
					disabled={form === '' || isEmpty || hasNoQuestion || isCounting || isSubmitting}
				>
					{t('export.create')}
				</button>
			</form>
			<div className="stack">
				<ExportJobs files={jobs.files} problem={jobs.problem} />
				<DecryptExport />
			</div>
		</div>
	)
}

/** Variables that public-use files omit, and those that they publish with k-anonymity only. */
function ForOthers({
	traits,
	audience,
}: {
	readonly traits: readonly string[]
	readonly audience: Audience
}) {
	const { t } = useTranslations()
	return (
		<div className="note wait stack tight">
			<p>{t('export.audienceLeftOut')}</p>
			<p>
				{t('export.quasiIdentifiersHelp', {
					fewest: audiences[audience],
					traits: ['zila_district', ...traits].join(', '),
				})}
			</p>
			{audience === 'researchers' && <p>{t('export.clusterHelp')}</p>}
			<p>{t('export.checkFilesHint')}</p>
		</div>
	)
}
