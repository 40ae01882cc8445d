import { countErasedRecords, saveErasedSeen } from '../../storage/eviction/erased-seen.ts'
import { useTranslations } from '../../ui/i18n.ts'
import { useLocalData } from '../../ui/use-local-data.ts'
import { useSession } from '../../ui/work-session-context.ts'

/** Notice that the office erased records of this phone, until it is confirmed. */
export function ErasedNote() {
	const { t } = useTranslations()
	const { session } = useSession()
	const found = useLocalData(() => countErasedRecords(session.device), session.device)
	// a decoy session does not show the real data
	if (!found || found.unseen === 0 || session.isDecoy) return null
	return (
		<div className="note quiet stack tight" role="status">
			<p>{t('erased.count', { count: found.unseen })}</p>
			<button
				type="button"
				className="plain"
				onClick={() => {
					// if it cannot be saved, the notice is shown again
					saveErasedSeen(session.device, found.all).catch(() => undefined)
				}}
			>
				{t('erased.dismiss')}
			</button>
		</div>
	)
}
