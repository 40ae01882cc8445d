import { useSyncExternalStore } from 'react'
import { useTranslations } from './i18n.ts'

/** Chrome's event that can ask to install the app. */
interface InstallPrompt extends Event {
	prompt(): Promise<void>
}

/*
 * The browser fires its install event once, soon after the start, whatever screen is shown: it is stored
 * here.
 */
const listeners = new Set<() => void>()
let offer: InstallPrompt | null = null
let isInstalled =
	matchMedia('(display-mode: standalone)').matches || matchMedia('(display-mode: fullscreen)').matches
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
 * Suggests to install the app: browsers protect the data of an installed app better, and it starts without an
 * address. With a button if the browser supports one, otherwise in words.
 */
export function InstallHint() {
	const { t } = useTranslations()
	const prompt = useSyncExternalStore(subscribe, () => offer)
	const isThere = useSyncExternalStore(subscribe, () => isInstalled)
	if (isThere) return null
	return (
		<div className="note quiet">
			<p>{prompt ? t('app.installOffer') : t('app.installInstructions')}</p>
			{prompt && (
				<button type="button" className="plain" onClick={() => void prompt.prompt()}>
					{t('app.install')}
				</button>
			)}
		</div>
	)
}
