import { keepDestroyedSeen } from '../storage/destroyed-seen.ts'
import { useWorking } from '../ui/at-work-context.ts'
import { useTexts } from '../ui/i18n.ts'

/** That the office destroyed records that were on this phone, until somebody has read it. */
export function DestroyedNote({ count, all }: { readonly count: number; readonly all: number }) {
	const { t } = useTexts()
	const { atWork } = useWorking()
	return (
		<div className="note quiet stack tight" role="status">
			<p>{t('destroyed.count', { count })}</p>
			<button
				type="button"
				className="plain"
				onClick={() => {
					// what cannot be noted now is shown again
					keepDestroyedSeen(atWork.device, all).catch(() => undefined)
				}}
			>
				{t('destroyed.read')}
			</button>
		</div>
	)
}
