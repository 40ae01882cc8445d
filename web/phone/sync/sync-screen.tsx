import '../frame/receipt.css'
import { useSyncExternalStore } from 'react'
import { Link } from 'wouter'
import { lastCopyAt } from '../../storage/database/backup-file-time.ts'
import { lastSyncOf } from '../../storage/enrolment/enrolments.ts'
import { outboxState } from '../../storage/outbox/outbox.ts'
import { needsCorrection } from '../../storage/records/needs-correction.ts'
import { type LocalRecordListItem, listRecords } from '../../storage/records/records.ts'
import type { LastRun } from '../../sync/sync-loop.ts'
import { dateTimeIn, timeIn } from '../../ui/formats.ts'
import { useTranslations } from '../../ui/i18n.ts'
import { Icon } from '../../ui/icons.tsx'
import { AskCoordinator, ProblemNote } from '../../ui/problem-text.tsx'
import { useLocalData } from '../../ui/use-local-data.ts'
import { useSession } from '../../ui/work-session-context.ts'
import { AppScreen } from '../frame/app-screen.tsx'
import { tabPaths } from '../frame/bottom-tabs.tsx'
import { AttachmentsNote } from './attachments-note.tsx'
import { SyncProblemNote } from './sync-problem-note.tsx'

/** Receipt of the last sync, counts of unsent work, and the button that syncs. */
export function SyncScreen() {
	const { t, language } = useTranslations()
	const { session, loop } = useSession()
	const sync = useSyncExternalStore(loop.subscribe, loop.state)
	const found = useLocalData(async () => {
		const finished = (await listRecords(session)).filter(({ status }) => status !== 'draft')
		return {
			returned: finished.filter(needsCorrection),
			outbox: await outboxState(session.device),
			onlyHere: finished.filter(({ sendState }) => sendState !== 'at-server').length,
			atServer: finished.filter(({ sendState }) => sendState === 'at-server').length,
			lastSyncAt: await lastSyncOf(session),
			lastCopyAt: session.isDecoy ? null : await lastCopyAt(session.device),
		}
	}, session.device)
	const unsent = found?.onlyHere ?? 0
	return (
		<AppScreen
			title={t('sync.title')}
			subtitle={
				found &&
				(found.lastSyncAt === null
					? t('sync.neverSynced')
					: t('sync.lastSync', { time: timeIn(language, found.lastSyncAt) }))
			}
			back="/"
			foot={
				<button type="button" disabled={sync.isRunning} onClick={loop.sendNow}>
					<Icon name="sync" />
					{t('sync.syncNow')}
				</button>
			}
		>
			{sync.isRunning ? (
				<div role="status" className="stack tight">
					<progress max={Math.max(1, sync.toSend)} value={sync.toSend === 0 ? undefined : sync.sent} />
					<p>
						{sync.toSend > 0
							? t('sync.progress', { sent: sync.sent, toSend: sync.toSend })
							: t('sync.checking')}
					</p>
					<p className="hint">{t('sync.canContinue')}</p>
				</div>
			) : (
				<>
					{sync.lastRun && <RunReceipt run={sync.lastRun} unsent={unsent} />}
					{sync.problem?.recovery === 'retry-later' && sync.problem.code !== sync.lastRun?.problem?.code && (
						<ProblemNote problem={sync.problem} />
					)}
				</>
			)}
			{found && <Returned records={found.returned} />}
			<SyncProblemNote />
			{found && (
				<ul className="facts">
					<li className="quiet">
						<Icon name="check" />
						{t('sync.sentCount', { count: found.atServer })}
					</li>
					<li className={unsent > 0 ? 'wait' : 'quiet'}>
						<Icon name="send" />
						{t('sync.unsentCount', { count: unsent })}
						{found.outbox.oldestAt !== null && (
							<span className="hint">
								{t('sync.oldestUnsent', { time: dateTimeIn(language, found.outbox.oldestAt) })}
							</span>
						)}
					</li>
					{found.outbox.refused > 0 && (
						<li className="stop">
							<Icon name="warning" />
							{t('sync.rejected', { count: found.outbox.refused })}
							<AskCoordinator />
						</li>
					)}
				</ul>
			)}
			<AttachmentsNote />
			<Link href="/offline-transfer" className="button plain">
				<Icon name="file" />
				{t('offlineTransfer.title')}
			</Link>
			<p className="hint">
				{found?.lastCopyAt
					? t('offlineTransfer.lastBackup', { time: dateTimeIn(language, found.lastCopyAt) })
					: t('offlineTransfer.neverBackedUp')}
			</p>
		</AppScreen>
	)
}

/** Records that came back for correction, with the way to them: one by itself, several on the first screen. */
function Returned({ records }: { records: readonly LocalRecordListItem[] }) {
	const { t } = useTranslations()
	const [first, ...others] = records
	if (!first) return null
	return (
		<ul className="list">
			<li>
				<Link className="row" href={others.length === 0 ? `/record/${first.id}` : tabPaths.today}>
					<span className="badge">
						<Icon name="returned" />
					</span>
					<span>
						<b>{t('sync.returned', { count: records.length })}</b>
					</span>
					<Icon name="forward" />
				</Link>
			</li>
		</ul>
	)
}

/** Says what went up and came down; or when it was tried in vain, and what happens next. */
function RunReceipt({ run, unsent }: { run: LastRun; unsent: number }) {
	const { t, language } = useTranslations()
	const { at, sent, received, problem } = run
	const time = timeIn(language, at)
	if (problem?.code === 'no-connection')
		return (
			<section className="receipt idle small" role="status">
				<span className="receipt-mark">
					<Icon name="offline" />
				</span>
				<h2>{t('sync.triedOffline', { time })}</h2>
				<p>{unsent > 0 ? t('sync.offlineUnsent', { count: unsent }) : t('sync.offlineNothing')}</p>
			</section>
		)
	if (problem)
		return problem.recovery === 'retry-later' ? (
			<>
				<p role="status">{t('sync.triedAt', { time })}</p>
				<ProblemNote problem={problem} />
			</>
		) : null
	const came = (['records', 'forms', 'clusters', 'others'] as const).filter((kind) => received[kind] > 0)
	return (
		<section className={unsent > 0 ? 'receipt seen small' : 'receipt small'} role="status">
			<span className="receipt-mark">
				<Icon name="check" />
			</span>
			<h2>{t(unsent > 0 ? 'sync.complete' : 'sync.completeAllSent', { time })}</h2>
			<p>{sent > 0 ? t('sync.sentNow', { count: sent }) : t('sync.sentNothing')}</p>
			<p>
				{came.length === 0
					? t('sync.receivedNothing')
					: `${t('sync.received')} ${came.map((kind) => t(`sync.receivedKind.${kind}`, { count: received[kind] })).join(t('sync.and'))}`}
			</p>
		</section>
	)
}
