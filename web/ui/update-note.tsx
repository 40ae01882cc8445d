import { useSyncExternalStore } from 'react'
import { useTexts } from './i18n.ts'
import { applyUpdate, isUpdateWaiting, subscribeToUpdate } from './service-worker-update.ts'

/** Offers a new version of the app. Not shown while a form is open. */
export function UpdateNote() {
	const { t } = useTexts()
	const isOffered = useSyncExternalStore(subscribeToUpdate, isUpdateWaiting)
	if (!isOffered) return null
	return (
		<div className="note wait" role="status">
			<p>{t('app.updateReady')}</p>
			<button type="button" onClick={applyUpdate}>
				{t('app.updateNow')}
			</button>
		</div>
	)
}
