import { useSyncExternalStore } from 'react'
import { Link } from 'wouter'
import { lastSyncOf } from '../../storage/enrolment/enrolments.ts'
import { outboxState } from '../../storage/outbox/outbox.ts'
import { timeIn } from '../../ui/formats.ts'
import { useTranslations } from '../../ui/i18n.ts'
import { Icon, type IconName } from '../../ui/icons.tsx'
import { useLocalData } from '../../ui/use-local-data.ts'
import { useOnline } from '../../ui/use-online.ts'
import { useSession } from '../../ui/work-session-context.ts'

type Chip = { readonly tone: string; readonly icon: IconName; readonly text: string }

/** Says if everything is sent, and leads to the screen that syncs. */
export function SyncChip() {
	const { t, language } = useTranslations()
	const { session, loop } = useSession()
	const isOnline = useOnline()
	const { isRunning } = useSyncExternalStore(loop.subscribe, loop.state)
	const found = useLocalData(async () => {
		const { records, refused } = await outboxState(session.device)
		return { unsent: records + refused, lastSyncAt: await lastSyncOf(session) }
	}, session.device)
	if (!found) return null
	const { unsent, lastSyncAt } = found
	const chip = ((): Chip => {
		if (isRunning) return { tone: 'idle', icon: 'sync', text: t('home.syncing') }
		if (unsent > 0) return { tone: 'wait', icon: 'send', text: t('home.chipUnsent', { count: unsent }) }
		if (!isOnline) return { tone: 'idle', icon: 'offline', text: t('home.chipOffline') }
		if (lastSyncAt === null) return { tone: 'idle', icon: 'sync', text: t('home.chipNeverSynced') }
		return { tone: '', icon: 'check', text: t('home.chipSent', { time: timeIn(language, lastSyncAt) }) }
	})()
	return (
		<Link
			className={`sync-chip ${chip.tone}`}
			href="/send"
			aria-label={
				unsent > 0 ? t('home.unsentCount', { count: unsent }) : `${t('home.syncLink')}: ${chip.text}`
			}
		>
			<Icon name={chip.icon} />
			<span>{chip.text}</span>
		</Link>
	)
}
