import { useSyncExternalStore } from 'react'
import { Link } from 'wouter'
import { outboxState } from '../../storage/outbox/outbox.ts'
import { useTranslations } from '../../ui/i18n.ts'
import { Icon } from '../../ui/icons.tsx'
import { useLocalData } from '../../ui/use-local-data.ts'
import { useSession } from '../../ui/work-session-context.ts'

/** Number of unsent records, and the link to the screen that sends them. */
export function SyncLink() {
	const { t } = useTranslations()
	const { session, loop } = useSession()
	const outbox = useLocalData(() => outboxState(session.device), session.device)
	const { isRunning } = useSyncExternalStore(loop.subscribe, loop.state)
	const waiting = (outbox?.records ?? 0) + (outbox?.refused ?? 0)
	return (
		<Link
			className={waiting > 0 ? 'send-link wait' : 'send-link'}
			href="/send"
			aria-label={t('home.unsentCount', { count: waiting })}
		>
			<Icon name={waiting > 0 || isRunning ? 'send' : 'server'} />
			{waiting > 0 && <bdi>{waiting}</bdi>}
		</Link>
	)
}
