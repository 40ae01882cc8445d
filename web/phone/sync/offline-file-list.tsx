import { isOnlyByWifi } from '../../storage/attachments/attachment-index.ts'
import {
	deleteOfflineFile,
	isDone,
	isFullyAccepted,
	listOfflineFiles,
	type OfflineFileRow,
	readOfflineFile,
	receiptFor,
} from '../../storage/outbox/offline-files.ts'
import { canShareText, fileNameAt, saveFile, shareAsText } from '../../ui/download-file.ts'
import { formatBytes } from '../../ui/format-bytes.ts'
import { dateTimeIn } from '../../ui/formats.ts'
import { useTranslations } from '../../ui/i18n.ts'
import { Icon } from '../../ui/icons.tsx'
import { OfflineImportSummary } from '../../ui/offline-import-summary.tsx'
import { AskCoordinator } from '../../ui/problem-text.tsx'
import { useLocalData } from '../../ui/use-local-data.ts'
import { useSession } from '../../ui/work-session-context.ts'

/** Offline files of other phones: unsent, uploaded, and the receipts. */
export function OfflineFileList() {
	const { t } = useTranslations()
	const { session } = useSession()
	const found = useLocalData(
		async () => ({ rows: await listOfflineFiles(), onlyByWifi: await isOnlyByWifi(session.device) }),
		session.device,
	)
	if (!found || found.rows.length === 0) return null
	return (
		<section className="stack tight" aria-labelledby="imported-files">
			<h2 id="imported-files">{t('offlineTransfer.importedFiles')}</h2>
			{found.rows.map((row) => (
				<OfflineFileCard key={row.name} row={row} onlyByWifi={found.onlyByWifi} />
			))}
		</section>
	)
}

function OfflineFileCard({ row, onlyByWifi }: { row: OfflineFileRow; onlyByWifi: boolean }) {
	const texts = useTranslations()
	const { t, language } = texts
	return (
		<article className="panel stack tight">
			<h3>{t('offlineTransfer.fileCreatedAt', { time: dateTimeIn(language, row.made) })}</h3>
			{!isDone(row) && (
				<>
					<progress max={row.size} value={row.upTo} aria-label={t('offlineTransfer.sending')} />
					<p className="hint">
						{t(onlyByWifi ? 'offlineTransfer.progressWaitingForWifi' : 'offlineTransfer.progress', {
							sent: formatBytes(row.upTo, texts),
							size: formatBytes(row.size, texts),
						})}
					</p>
				</>
			)}
			{isDone(row) && !isFullyAccepted(row) && (
				<>
					{row.refused && (
						<div className="note stop">
							<p>{t('offlineTransfer.deviceUnknown')}</p>
							<AskCoordinator />
						</div>
					)}
					<button type="button" className="plain" onClick={() => void saveAgain(row)}>
						<Icon name="file" />
						{t('offlineTransfer.saveFile')}
					</button>
				</>
			)}
			{row.upTo > 0 && <OfflineImportSummary result={row} />}
			{isDone(row) && row.upTo > 0 && (
				<button type="button" className="plain" onClick={() => void giveReceipt(row.name)}>
					<Icon name="down" />
					{t('offlineTransfer.shareReceipt')}
				</button>
			)}
			{isDone(row) && (
				<button type="button" className="plain" onClick={() => void deleteOfflineFile(row.name)}>
					{t('offlineTransfer.removeFromList')}
				</button>
			)}
		</article>
	)
}

async function giveReceipt(name: string): Promise<void> {
	const receipt = await receiptFor(name)
	if (!receipt) return
	const file = new File([receipt], `${fileNameAt('receipt', Date.now())}.zila`)
	if (!(canShareText() && (await shareAsText(file)))) saveFile(file.name, file)
}

/** Saves a rejected file again, so that it is not on this phone only. */
async function saveAgain({ name, made }: OfflineFileRow): Promise<void> {
	const file = await readOfflineFile(name)
	if (file) saveFile(`${fileNameAt('notes', made)}.zila`, file)
}
