import { useEffect, useState } from 'react'
import { useTexts } from './i18n.ts'

interface InstallPrompt extends Event {
	prompt(): Promise<void>
}

const isInstalled = (): boolean =>
	matchMedia('(display-mode: standalone)').matches || matchMedia('(display-mode: fullscreen)').matches

/**
 * Asks to put the app on the home screen: browsers keep an installed app's work more faithfully, and it starts
 * without an address to remember. With a button where the browser offers one, else in words.
 */
export function InstallHint() {
	const { t } = useTexts()
	const [prompt, setPrompt] = useState<InstallPrompt | null>(null)
	const [isHidden, setHidden] = useState(isInstalled)
	useEffect(() => {
		const offered = (event: Event) => {
			event.preventDefault()
			setPrompt(event as InstallPrompt)
		}
		const installed = () => setHidden(true)
		addEventListener('beforeinstallprompt', offered)
		addEventListener('appinstalled', installed)
		return () => {
			removeEventListener('beforeinstallprompt', offered)
			removeEventListener('appinstalled', installed)
		}
	}, [])
	if (isHidden) return null
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
