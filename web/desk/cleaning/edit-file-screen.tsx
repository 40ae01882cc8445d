import { useEffect, useRef, useState } from 'react'
import { cleaningApi } from '#shared/api/cleaning'
import { useTranslations } from '../../ui/i18n.ts'
import { ProblemNote } from '../../ui/problem-text.tsx'
import { useAsyncAction } from '../../ui/use-async-action.ts'
import type { FormReading } from '../kit/form-labels.ts'
import { useReloadRoutes } from '../kit/use-server-data.ts'
import { BulkEditHistory } from './bulk-edit-history.tsx'
import type { CleaningScope } from './bulk-edit-section.tsx'
import { FileReport } from './edit-file-report.tsx'
import { Preview } from './edit-preview.tsx'
import { type EditFilePreviewResult, previewEditFiles } from './preview-edit-files.ts'
import { useCleaningScope } from './use-cleaning-scope.tsx'

/** Imports export files that were edited elsewhere, after a preview of the changes. */
export function FileScreen() {
	const { t } = useTranslations()
	const { place, menus, reading, isKnown } = useCleaningScope()
	const reload = useReloadRoutes(cleaningApi.list)
	const again = () => void reload()
	return (
		<div className="stack">
			<h1>{t('cleaning.file.title')}</h1>
			<p className="hint">{t('cleaning.file.help')}</p>
			{menus}
			{isKnown && (
				<div key={JSON.stringify(place)} className="stack">
					<FromFile place={place} reading={reading} onDone={again} />
					<section className="stack tight" aria-labelledby="edit-history">
						<h2 id="edit-history">{t('cleaning.history')}</h2>
						<BulkEditHistory place={place} reading={reading} />
					</section>
				</div>
			)}
		</div>
	)
}

interface FromFileProps {
	readonly place: CleaningScope
	readonly reading: FormReading
	readonly onDone: () => void
}

function FromFile({ place, reading, onDone }: FromFileProps) {
	const { t } = useTranslations()
	const [found, setFound] = useState<EditFilePreviewResult | null>(null)
	const [step, setStep] = useState({ done: 0, all: 0 })
	const { isBusy, problem, run } = useAsyncAction()
	const abortController = useRef<AbortController | null>(null)
	// leaving the screen aborts the preview
	useEffect(() => () => abortController.current?.abort(), [])
	const previewFiles = (files: readonly File[]) =>
		run(async () => {
			setFound(null)
			setStep({ done: 0, all: 0 })
			const gone = new AbortController()
			abortController.current = gone
			try {
				const onStep = (done: number, all: number) => setStep({ done, all })
				setFound(await previewEditFiles(files, { place, onStep, signal: gone.signal }))
			} catch (thrown) {
				// stopped by the user
				if (!gone.signal.aborted) throw thrown
			}
		})
	return (
		<section className="panel stack tight" aria-label={t('cleaning.file.title')}>
			<label className="button file-button">
				{t('cleaning.file.choose')}
				<input
					type="file"
					multiple
					accept=".csv,.txt,.xlsx,.xls,.zip"
					disabled={isBusy}
					aria-describedby="answers-file-hint"
					onChange={({ target }) => {
						const files = [...(target.files ?? [])]
						// allows choosing the same file again after it was changed
						target.value = ''
						if (files.length > 0) void previewFiles(files)
					}}
				/>
			</label>
			<p className="hint" id="answers-file-hint">
				{t('cleaning.file.fileKinds')}
			</p>
			<ProblemNote problem={problem} />
			{isBusy && (
				<>
					<p role="status">
						{t(step.all === 0 ? 'cleaning.file.reading' : 'cleaning.file.preparingPreview')}
					</p>
					<progress
						aria-label={t('cleaning.file.preparingPreview')}
						{...(step.all > 0 ? { max: step.all, value: step.done } : {})}
					/>
					<div className="actions">
						<button type="button" className="plain" onClick={() => abortController.current?.abort()}>
							{t('cleaning.stop')}
						</button>
					</div>
				</>
			)}
			{found && !isBusy && (
				<>
					<FileReport found={found} reading={reading} />
					<Preview
						found={{
							kind: 'from-file',
							records: [...found.records],
							isMore: false,
							skipped: 0,
							notPossible: 0,
							disputed: 0,
							searchedRecords: Math.max(...found.tables.map(({ records }) => records)),
						}}
						reading={reading}
						onDone={onDone}
					/>
				</>
			)}
		</section>
	)
}
