import { useState } from 'react'
import * as z from 'zod/mini'
import { weightApi } from '#shared/api/weights'
import type { WeightingFile } from '#shared/results/weight-sets'
import { parseWeightingFile, type WeightingFileKind } from '#shared/results/weighting-files'
import { addressOf, callRoute } from '../../api/call-route.ts'
import { dateTimeIn, numberIn } from '../../ui/formats.ts'
import { useTranslations } from '../../ui/i18n.ts'
import { ProblemNote } from '../../ui/problem-text.tsx'
import { CsvFileInput } from '../kit/csv-file-input.tsx'
import { useDesk } from '../kit/desk-context.ts'
import { DownloadButton } from '../kit/download-button.tsx'
import { FileErrors } from '../kit/file-errors.tsx'
import { TextField } from '../kit/text-field.tsx'
import { useUnsavedChanges } from '../kit/unsaved-changes.ts'
import { useDeskForm } from '../kit/use-desk-form.ts'

/** Source of the file, shown with it in every list. */
const sourceForm = z.object({ source: z.string().check(z.trim(), z.minLength(1), z.maxLength(400)) })

interface WeightingFileProps {
	readonly kind: WeightingFileKind
	readonly round: { readonly code: string; readonly name: string }
	/** Versions of this file, newest first. */
	readonly files: readonly WeightingFile[]
	readonly onSaved: () => void
}

/** An input of the weights besides interviews: its versions, and the upload of a new one. */
export function WeightingFileSection({ kind, round, files, onSaved }: WeightingFileProps) {
	const { t, language } = useTranslations()
	const title = t(`results.weighting.file.${kind}.title`)
	return (
		<section className="stack tight" aria-label={title}>
			<h3>{title}</h3>
			{files.length === 0 && <p className="note wait">{t(`results.weighting.file.${kind}.missing`)}</p>}
			<ul className="plain-list">
				{files.map(({ n, source, lines, by, at }) => (
					<li key={n}>
						{t('results.weighting.file.version', { n: numberIn(language, n) })}: <bdi>{source}</bdi>{' '}
						<span className="hint">
							{t('results.weighting.file.rowCount', { count: lines, n: numberIn(language, lines) })} ·{' '}
							<bdi>{by}</bdi> · {dateTimeIn(language, at)}
						</span>{' '}
						<DownloadButton
							address={addressOf(weightApi.downloadFile, { query: { round: round.code, kind, n } })}
							text={t('results.weighting.file.download')}
							name={`${title}, ${t('results.weighting.file.version', { n: numberIn(language, n) })}`}
						/>
					</li>
				))}
			</ul>
			<ImportWeightingFile kind={kind} round={round} onSaved={onSaved} />
		</section>
	)
}

function ImportWeightingFile({ kind, round, onSaved }: Omit<WeightingFileProps, 'files'>) {
	const { t, language } = useTranslations()
	const { study } = useDesk()
	const [csv, setCsv] = useState<string | null>(null)
	const { register, submit, reset, errors, problem, isSubmitting } = useDeskForm({
		schema: sourceForm,
		defaultValues: { source: '' },
		unsaved: null,
		async onSubmit({ source }) {
			if (csv === null) return
			await callRoute(weightApi.uploadFile, { body: { round: round.code, kind, source, csv } })
			setCsv(null)
			reset()
			onSaved()
		},
	})
	const { lines, faults } = parseWeightingFile[kind](csv ?? '', study.districts)
	useUnsavedChanges('decision', csv !== null)
	return (
		<>
			<CsvFileInput label={t(`results.weighting.file.${kind}.choose`)} onChoose={setCsv} />
			<p className="hint">{t(`results.weighting.file.${kind}.columns`)}</p>
			{csv !== null && faults.length > 0 && <FileErrors faults={faults} />}
			{csv !== null && (
				<form className="stack tight" noValidate onSubmit={submit}>
					{faults.length === 0 && (
						<>
							<p className="note wait">
								{t('results.weighting.file.confirmImport', {
									count: lines.length,
									n: numberIn(language, lines.length),
									round: round.name,
								})}
							</p>
							<TextField
								label={t('results.weighting.file.source')}
								dir="auto"
								maxLength={400}
								error={errors.source}
								errorText={t('results.weighting.file.sourceNeeded')}
								{...register('source')}
							/>
						</>
					)}
					<ProblemNote problem={problem} />
					<div className="actions">
						{faults.length === 0 && (
							<button type="submit" disabled={isSubmitting}>
								{t('results.weighting.file.import')}
							</button>
						)}
						<button
							type="button"
							className="plain"
							onClick={() => {
								setCsv(null)
								reset()
							}}
						>
							{t('app.cancel')}
						</button>
					</div>
				</form>
			)}
		</>
	)
}
