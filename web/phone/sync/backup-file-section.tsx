import { useState } from 'react'
import { asProblem, type Problem } from '#shared/kernel/problem'
import { listAttachments } from '../../storage/attachments/attachment-index.ts'
import { lastCopyAt, saveBackupFileTime } from '../../storage/database/backup-file-time.ts'
import { database } from '../../storage/database/database.ts'
import { enrolmentOf } from '../../storage/enrolment/enrolments.ts'
import { outboxState } from '../../storage/outbox/outbox.ts'
import { type OfflineFile, writeOfflineFile } from '../../sync/write-offline-file.ts'
import { canShareText, fileNameAt, saveFile, shareAsText } from '../../ui/download-file.ts'
import { formatBytes } from '../../ui/format-bytes.ts'
import { dateTimeIn } from '../../ui/formats.ts'
import { useTranslations } from '../../ui/i18n.ts'
import { Icon } from '../../ui/icons.tsx'
import { ProblemNote } from '../../ui/problem-text.tsx'
import { useLocalData } from '../../ui/use-local-data.ts'
import { useSession } from '../../ui/work-session-context.ts'

/** Saves a file with all unsent data: for the offline transfer, and as a backup if this phone is lost. */
export function BackupFileSection() {
	const texts = useTranslations()
	const { t, language } = texts
	const { found, withAttachments, setWith, made, isMaking, problem, make, save, share } = useBackupFile()
	if (!found) return null
	const { waits, bytes, lastAt, hasKey } = found
	return (
		<section className="stack tight" aria-labelledby="second-copy">
			<h2 id="second-copy">{t('offlineTransfer.exportTitle')}</h2>
			<p>{t('offlineTransfer.exportHint')}</p>
			<p className="hint">
				{lastAt === null
					? t('offlineTransfer.neverBackedUp')
					: t('offlineTransfer.lastBackup', { time: dateTimeIn(language, lastAt) })}
			</p>
			{!hasKey && <p className="note wait">{t('offlineTransfer.noKey')}</p>}
			{hasKey && waits === 0 && !made && <p className="note quiet">{t('offlineTransfer.nothingToExport')}</p>}
			{hasKey && waits > 0 && !made && (
				<>
					{bytes > 0 && (
						<label className="choice small">
							<input
								type="checkbox"
								checked={withAttachments}
								onChange={(event) => setWith(event.target.checked)}
							/>
							<span>{t('offlineTransfer.includeAttachments', { size: formatBytes(bytes, texts) })}</span>
						</label>
					)}
					<button type="button" disabled={isMaking} aria-busy={isMaking} onClick={() => void make()}>
						<Icon name="file" />
						{t(isMaking ? 'offlineTransfer.creating' : 'offlineTransfer.create')}
					</button>
				</>
			)}
			{made && <CreatedFile made={made} onSave={() => save(made)} onShare={() => void share(made)} />}
			<ProblemNote problem={problem} />
		</section>
	)
}

interface BackupFile {
	readonly file: File
	readonly of: OfflineFile
	readonly at: number
}

/** Unsent data of this phone, and the actions that create, save and share the file with it. */
function useBackupFile() {
	const { session } = useSession()
	const [withAttachments, setWith] = useState(true)
	const [made, setMade] = useState<BackupFile | null>(null)
	const [isMaking, setMaking] = useState(false)
	const [problem, setProblem] = useState<Problem | null>(null)
	/** Undefined while it is loading. */
	const found = useLocalData(async () => {
		const files = (await listAttachments(session.device)).filter(({ state }) => state === 'waiting')
		const drafts = session.isDecoy
			? 0
			: await (await database()).drafts.where({ device: session.device }).count()
		return {
			waits: (await outboxState(session.device)).waiting + drafts + files.length,
			bytes: files.reduce((sum, { size }) => sum + size, 0),
			lastAt: session.isDecoy ? null : await lastCopyAt(session.device),
			hasKey: (await enrolmentOf(session.device)).sealingKey !== undefined,
		}
	}, session.device)

	async function make() {
		setMaking(true)
		setProblem(null)
		try {
			const at = Date.now()
			const of = await writeOfflineFile(session, { withAttachments, app: __APP_VERSION__, now: at })
			if (!of) return
			const name = fileNameAt('notes', at)
			const file = new File([of.file], `${name}.zila`, { type: 'application/octet-stream' })
			setMade({ file, of, at })
		} catch (thrown) {
			setProblem(asProblem(thrown))
		} finally {
			setMaking(false)
		}
	}
	function save({ file, at }: BackupFile) {
		saveFile(file.name, file)
		void saveBackupFileTime(session.device, at)
	}
	async function share({ file, at }: BackupFile) {
		try {
			if (await shareAsText(file)) await saveBackupFileTime(session.device, at)
		} catch (thrown) {
			setProblem(asProblem(thrown))
		}
	}
	return { found, withAttachments, setWith, made, isMaking, problem, make, save, share }
}

interface CreatedFileProps {
	readonly made: BackupFile
	readonly onSave: () => void
	readonly onShare: () => void
}

/** Content of the created file, and the buttons that save and share it. */
function CreatedFile({ made: { file, of }, onSave, onShare }: CreatedFileProps) {
	const texts = useTranslations()
	const { t } = texts
	return (
		<div className="panel stack tight" role="status">
			<p>
				{t('offlineTransfer.exportedChanges', { count: of.revisions })}{' '}
				{of.attachments > 0 && t('offlineTransfer.exportedAttachments', { count: of.attachments })}
			</p>
			<p className="hint">
				<bdi dir="ltr">{file.name}</bdi> · {formatBytes(file.size, texts)}
			</p>
			<button type="button" onClick={onSave}>
				<Icon name="down" />
				{t('offlineTransfer.saveFile')}
			</button>
			{canShareText() && (
				<button type="button" className="plain" onClick={onShare}>
					<Icon name="send" />
					{t('offlineTransfer.shareFile')}
				</button>
			)}
		</div>
	)
}
