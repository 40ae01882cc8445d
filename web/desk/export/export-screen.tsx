import { useId } from 'react'
import { useTranslations } from '../../ui/i18n.ts'
import { ProblemNote } from '../../ui/problem-text.tsx'
import { useScopeChange } from '../kit/scope.tsx'
import { DecryptExport } from './decrypt-export.tsx'
import { type ExportChoices, savedExport } from './export-choices.ts'
import { ExportContents } from './export-contents.tsx'
import { ExportJobs, LatestExport } from './export-jobs.tsx'
import { AudienceField, FormatField, FormatOptions } from './export-options.tsx'
import { type ExportPreset, ExportPresets, presetChoices, presetOf } from './export-presets.tsx'
import { FormField, ValuesField } from './form-fields.tsx'
import { QuestionChoice } from './question-choice.tsx'
import { RecordSelectionFields } from './record-selection.tsx'
import { SavedSettings } from './saved-settings.tsx'
import { type NewExport, useNewExport } from './use-new-export.ts'

/** Exports the records of a form; shows what the file contains before it is created. */
export function ExportScreen() {
	const { t } = useTranslations()
	const chooseScope = useScopeChange('round')
	const reasonId = useId()
	const { fields, choices, known, form, definition, round, counts, identifying, jobs, ...offer } =
		useNewExport()
	const { register, setValue, reset, submit, problem, isSubmitting } = fields
	const { audience, reasonNotForOthers, format, isEmpty, hasNoQuestion, isCounting } = offer
	const startFrom = (preset: ExportPreset) => {
		for (const [name, value] of Object.entries(presetChoices(preset, definition)))
			setValue(name as keyof ExportChoices, value)
	}
	return (
		<div className="export-page">
			<h1>{t('desk.page.export')}</h1>
			<ProblemNote problem={known.problem ?? counts.problem} />
			<form className="stack" noValidate onSubmit={submit}>
				<ExportPresets
					reasonNotPublic={reasonNotForOthers}
					reasonId={reasonId}
					chosen={presetOf(choices, definition)}
					onChoose={startFrom}
				/>
				<SavedSettings
					current={{ ...choices, round }}
					read={(stored) => savedExport.safeParse(stored).data ?? null}
					onUse={({ round: its, ...stored }) => {
						reset(stored)
						chooseScope({ round: its })
					}}
				/>
				<div className="columns">
					<FormField
						forms={known.found ?? []}
						form={form}
						onForm={(code) => {
							setValue('form', code)
							setValue('questions', null)
						}}
					/>
					<AudienceField
						audience={audience}
						canBeForOthers={reasonNotForOthers === null}
						reasonId={reasonId}
						onAudience={(chosen) => setValue('audience', chosen)}
					/>
				</div>
				{audience === null && (
					<ContentFields
						choices={choices}
						definition={definition}
						hasNoQuestion={hasNoQuestion}
						setValue={setValue}
					/>
				)}
				<div className="columns">
					<ValuesField
						form={definition}
						values={choices.values}
						onValues={(shown) => setValue('values', shown)}
					/>
					<FormatField
						format={format}
						offered={offer.offered}
						isEmpty={isEmpty}
						places={offer.places}
						onFormat={(chosen) => setValue('format', chosen)}
					/>
				</div>
				<FormatOptions offer={offer} register={register} />
				<ExportContents
					counts={counts}
					identifying={identifying}
					audience={audience}
					traits={offer.traits}
					isDemonstration={offer.isDemonstration}
					isCounting={isCounting}
				/>
				<ProblemNote problem={problem ?? counts.problem ?? identifying.problem} />
				<div className="export-action">
					<button
						type="submit"
						disabled={form === '' || isEmpty || hasNoQuestion || isCounting || isSubmitting}
					>
						{t('export.create')}
					</button>
					<LatestExport file={jobs.latest} />
				</div>
			</form>
			<div className="stack">
				<ExportJobs files={jobs.files} problem={jobs.problem} />
				<DecryptExport />
			</div>
		</div>
	)
}

interface ContentFieldsProps
	extends Pick<NewExport, 'choices' | 'definition' | 'hasNoQuestion'>,
		Pick<NewExport['fields'], 'setValue'> {}

/** Records and questions of a file for the project. Files for others have all. */
function ContentFields({ choices, definition, hasNoQuestion, setValue }: ContentFieldsProps) {
	const { t } = useTranslations()
	return (
		<>
			<RecordSelectionFields value={choices.records} onChange={(records) => setValue('records', records)} />
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
	)
}
