import { useSyncExternalStore } from 'react'
import { useTranslations } from './i18n.ts'

/** Chrome's event that can ask to install the app. */
interface InstallPrompt extends Event {
	prompt(): Promise<void>
}

/*
 * The browser offers once, soon after the start, whatever screen is shown then: the offer is kept here.
 */
let offer: InstallPrompt | null = null
let isInstalled =
	matchMedia('(display-mode: standalone)').matches || matchMedia('(display-mode: fullscreen)').matches
const listeners = new Set<() => void>()
const notifyListeners = () => {
	for (const listener of listeners) listener()
}
addEventListener('beforeinstallprompt', (event) => {
	event.preventDefault()
	offer = event as InstallPrompt
	notifyListeners()
})
addEventListener('appinstalled', () => {
	isInstalled = true
	notifyListeners()
})
const subscribe = (listener: () => void) => {
	listeners.add(listener)
	return () => listeners.delete(listener)
}

/**
 * Asks to put the app on the home screen: browsers keep an installed app's work more faithfully, and it starts
 * without an address to remember. With a button where the browser offers one, else in words.
 */
export function InstallHint() {
	const { t } = useTranslations()
	const prompt = useSyncExternalStore(subscribe, () => offer)
	const isThere = useSyncExternalStore(subscribe, () => isInstalled)
	if (isThere) return null
	return (
		<div className="note quiet">
			<p>{prompt ? t('app.installOffer') : t('app.installHow')}</p>
			{prompt && (
				<button type="button" className="plain" onClick={() => void prompt.prompt()}>
					{t('app.install')}
				</button>
			)}
		</div>
	)
}
