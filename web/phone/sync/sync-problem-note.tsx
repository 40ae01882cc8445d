import { useSyncExternalStore } from 'react'
import { Problem } from '#shared/kernel/problem'
import { isDatabaseNewer } from '../../storage/database/database.ts'
import { hasUnkept, subscribeToUnsaved } from '../../storage/drafts/answer-writer.ts'
import { useTranslations } from '../../ui/i18n.ts'
import { AskCoordinator, ProblemNote } from '../../ui/problem-text.tsx'
import { useSession } from '../../ui/work-session-context.ts'

/** Problems that block sending and do not resolve by waiting: shown on the first screen. */
export function SyncProblemNote() {
	const { t } = useTranslations()
	const { session, loop } = useSession()
	const { problem, mustUpdate, isDeactivated } = useSyncExternalStore(loop.subscribe, loop.state)
	const isUnkept = useSyncExternalStore(subscribeToUnsaved, () => hasUnkept(session.device))
	return (
		<>
			{isUnkept && (
				<p className="note stop" role="alert">
					{t('home.answersNotStored')}
				</p>
			)}
			{problem && problem.recovery !== 'retry-later' && <ProblemNote problem={problem} />}
			{isDatabaseNewer() && <ProblemNote problem={new Problem('app-too-old')} />}
			{mustUpdate && <p className="note wait">{t('home.updateRequired')}</p>}
			{isDeactivated && <p className="note stop">{t('home.accountDeactivated')}</p>}
			{isDeactivated && <AskCoordinator />}
		</>
	)
}
