import { countErasedRecords, saveErasedSeen } from '../storage/destroyed-seen.ts'
import { useSession } from '../ui/at-work-context.ts'
import { useTranslations } from '../ui/i18n.ts'
import { useStored } from '../ui/use-stored.ts'

/** That the office destroyed records that were on this phone, until somebody has read it. */
export function ErasedNote() {
	const { t } = useTranslations()
	const { session } = useSession()
	const found = useStored(() => countErasedRecords(session.device), session.device)
	// in the empty app there was never anything
	if (!found || found.unseen === 0 || session.isDecoy) return null
	return (
		<div className="note quiet stack tight" role="status">
			<p>{t('destroyed.count', { count: found.unseen })}</p>
			<button
				type="button"
				className="plain"
				onClick={() => {
					// what cannot be noted now is shown again
					saveErasedSeen(session.device, found.all).catch(() => undefined)
				}}
			>
				{t('destroyed.read')}
			</button>
		</div>
	)
}
