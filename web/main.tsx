import './ui/style.css'
import './ui/controls.css'
import './ui/notes.css'
import './ui/cards.css'
import './ui/components.css'
import './phone/fill/fill.css'
import './phone/fill/questions.css'
import './phone/frame/frame.css'
import './phone/unlock/lock-warning.css'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { App } from './app.tsx'
import { database } from './storage/database/database.ts'
import { Fallback } from './ui/error-boundary.tsx'
import { startI18n } from './ui/i18n.ts'
import { isNastaliqEnabled } from './ui/nastaliq-enabled.ts'
import { registerServiceWorker } from './ui/service-worker-update.ts'
import { allowOwnScripts } from './ui/trusted-types.ts'

/**
 * React shows a transition as a navigation that has not ended: the browser would seem to load, and call
 * nothing that waits until the page is idle.
 */
const showNoIndicator = (): void => undefined

async function start(): Promise<void> {
	// before anything starts a worker
	allowOwnScripts()
	// opened while the texts load: the first screen needs both, and reports a failure itself
	if (!location.pathname.startsWith('/desk')) void database().catch(() => undefined)
	await startI18n()
	const root = document.getElementById('root')
	if (!root) return
	createRoot(root, { onDefaultTransitionIndicator: showNoIndicator }).render(
		<StrictMode>
			<Fallback>
				<App />
			</Fallback>
		</StrictMode>,
	)
	// Naskh is shown until the font is loaded, or if it is missing
	if (isNastaliqEnabled())
		void import('./ui/nastaliq.ts').then(({ applyNastaliq }) => applyNastaliq()).catch(() => undefined)
	registerServiceWorker()
}

void start()
