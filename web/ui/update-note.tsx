import { useSyncExternalStore } from 'react'
import { useTranslations } from './i18n.ts'
import { applyUpdate, getFirstDownload, isUpdateWaiting, subscribeToUpdate } from './service-worker-update.ts'

/** Offers a new version of the app. Not shown while a form is open. */
export function UpdateNote() {
	const { t } = useTranslations()
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

/**
 * Shown on a slow network until the whole app is on the phone: it could not be opened offline before. Then it
 * says that the download is complete, and stays: nothing moves.
 */
export function InstallingNote() {
	const { t } = useTranslations()
	const firstDownload = useSyncExternalStore(subscribeToUpdate, getFirstDownload)
	if (firstDownload === 'none') return null
	return (
		<p className={firstDownload === 'slow' ? 'note wait' : 'note quiet'} role="status">
			{t(firstDownload === 'slow' ? 'app.downloading' : 'app.downloadComplete')}
		</p>
	)
}
