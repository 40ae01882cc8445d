import { useState } from 'react'
import { fromText } from '#shared/sync/bundle-text'
import { importOfflineBundle, type OfflineImportResult } from '../../sync/import-offline-bundle.ts'
import { fileNameAt, saveFile } from '../../ui/download-file.ts'
import { dateTimeIn } from '../../ui/formats.ts'
import { useTranslations } from '../../ui/i18n.ts'
import { OfflineImportSummary } from '../../ui/offline-import-summary.tsx'
import { ProblemNote } from '../../ui/problem-text.tsx'
import { useDesk } from '../kit/desk-context.ts'

/** Imports an offline file of a phone, from a memory card or a messenger. */
export function ImportOfflineFile({ onImported }: { onImported: () => void }) {
	const { t, language } = useTranslations()
	const { study } = useDesk()
	const [progress, setProgress] = useState<{ upTo: number; size: number } | null>(null)
	const [result, setResult] = useState<OfflineImportResult | null>(null)
	async function importFile(chosen: File | undefined) {
		if (!chosen) return
		setResult(null)
		const file = await fromText(chosen)
		setProgress({ upTo: 0, size: file.size })
		const found = await importOfflineBundle(file, study.project, {
			onBundle: ({ upTo }) => setProgress({ upTo, size: file.size }),
		})
		setProgress(null)
		setResult(found)
		onImported()
	}
	return (
		<section className="stack tight" aria-labelledby="import-offline-file">
			<h2 id="import-offline-file">{t('offlineTransfer.importTitle')}</h2>
			<p className="hint" id="import-offline-file-hint">
				{t('offlineTransfer.importHintDesk')}
			</p>
			<div>
				<label className="button file-button">
					{t('offlineTransfer.chooseFile')}
					<input
						type="file"
						aria-describedby="import-offline-file-hint"
						disabled={progress !== null}
						onChange={({ target }) => {
							void importFile(target.files?.[0])
							target.value = ''
						}}
					/>
				</label>
			</div>
			{progress && (
				<progress max={progress.size} value={progress.upTo} aria-label={t('offlineTransfer.sending')} />
			)}
			<div role="status">
				{result && (
					<div className="panel stack tight">
						{result.otherProject !== null ? (
							<p className="note stop">
								{t('offlineTransfer.otherProject', { project: result.otherProject })}
							</p>
						) : result.made === null ? (
							<p className="note stop">{t('offlineTransfer.not-ours')}</p>
						) : (
							<>
								<h3>{t('offlineTransfer.fileCreatedAt', { time: dateTimeIn(language, result.made) })}</h3>
								<OfflineImportSummary result={result} />
							</>
						)}
						<ProblemNote problem={result.problem} />
						{result.problem && <p>{t('offlineTransfer.retryHint')}</p>}
						{result.receipt.length > 0 && (
							<div>
								<button
									type="button"
									className="plain"
									onClick={() =>
										saveFile(`${fileNameAt('receipt', Date.now())}.zila`, new Blob([...result.receipt]))
									}
								>
									{t('offlineTransfer.saveReceipt')}
								</button>
							</div>
						)}
					</div>
				)}
			</div>
		</section>
	)
}
