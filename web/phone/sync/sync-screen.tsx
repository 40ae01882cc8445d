import { useSyncExternalStore } from 'react'
import { Link } from 'wouter'
import { lastCopyAt } from '../../storage/database/backup-file-time.ts'
import { enrolmentOf } from '../../storage/enrolment/enrolments.ts'
import { outboxState } from '../../storage/outbox/outbox.ts'
import { listRecords } from '../../storage/records/records.ts'
import { dateTimeIn } from '../../ui/formats.ts'
import { useTranslations } from '../../ui/i18n.ts'
import { Icon } from '../../ui/icons.tsx'
import { ProblemNote } from '../../ui/problem-text.tsx'
import { useLocalData } from '../../ui/use-local-data.ts'
import { useSession } from '../../ui/work-session-context.ts'
import { NastaliqSetting } from '../settings/nastaliq-setting.tsx'
import { StorageHealth } from '../settings/storage-health.tsx'
import { AttachmentsNote } from './attachments-note.tsx'
import { SyncProblemNote } from './sync-problem-note.tsx'

/** Upload status of all records, and the button "Send now". */
export function SyncScreen() {
	const { t, language: appLanguage } = useTranslations()
	const { session, loop } = useSession()
	const sync = useSyncExternalStore(loop.subscribe, loop.state)
	const found = useLocalData(async () => {
		const finished = (await listRecords(session)).filter(({ status }) => status !== 'draft')
		return {
			outbox: await outboxState(session.device),
			onlyHere: finished.filter(({ sendState }) => sendState !== 'at-server').length,
			atServer: finished.filter(({ sendState }) => sendState === 'at-server').length,
			lastSyncAt: session.isDecoy ? null : (await enrolmentOf(session.device)).lastSyncAt,
			lastCopyAt: session.isDecoy ? null : await lastCopyAt(),
		}
	}, session.device)
	return (
		<main className="screen narrow stack">
			<header className="bar">
				<Link href="/" className="icon-button" aria-label={t('app.back')}>
					<Icon name="back" />
				</Link>
				<h1>{t('sync.title')}</h1>
			</header>
			{found && (
				<ul className="facts">
					<li className="quiet">
						<Icon name="server" />
						{t('sync.sentCount', { count: found.atServer })}
					</li>
					<li className={found.onlyHere > 0 ? 'wait' : 'quiet'}>
						<Icon name="phone" />
						{t('sync.unsentCount', { count: found.onlyHere })}
						{found.outbox.oldestAt !== null && (
							<span className="hint">
								{t('sync.oldestUnsent', { time: dateTimeIn(appLanguage, found.outbox.oldestAt) })}
							</span>
						)}
					</li>
					{found.outbox.refused > 0 && (
						<li className="stop">
							<Icon name="warning" />
							{t('sync.rejected', { count: found.outbox.refused })}
						</li>
					)}
				</ul>
			)}
			<AttachmentsNote />
			{sync.isRunning && (
				<div role="status" className="stack tight">
					<progress max={Math.max(1, sync.toSend)} value={sync.toSend === 0 ? undefined : sync.sent} />
					<p>
						{sync.toSend > 0
							? t('sync.progress', { sent: sync.sent, toSend: sync.toSend })
							: t('sync.checking')}
					</p>
					<p className="hint">{t('sync.canContinue')}</p>
				</div>
			)}
			{!sync.isRunning && sync.problem?.recovery === 'retry-later' && <ProblemNote problem={sync.problem} />}
			<SyncProblemNote />
			<button type="button" disabled={sync.isRunning} onClick={loop.sendNow}>
				<Icon name="send" />
				{t('sync.syncNow')}
			</button>
			{found && (
				<p className="hint">
					{found.lastSyncAt === null
						? t('sync.neverSynced')
						: t('sync.lastSync', { time: dateTimeIn(appLanguage, found.lastSyncAt) })}
				</p>
			)}
			<Link href="/offline-transfer" className="button plain">
				<Icon name="file" />
				{t('offlineTransfer.title')}
			</Link>
			<p className="hint">
				{found?.lastCopyAt
					? t('offlineTransfer.lastBackup', { time: dateTimeIn(appLanguage, found.lastCopyAt) })
					: t('offlineTransfer.neverBackedUp')}
			</p>
			<StorageHealth />
			<NastaliqSetting />
			<Link href="/pin" className="button plain">
				{t('pin.change')}
			</Link>
		</main>
	)
}
