import { type ComponentType, lazy, Suspense, useCallback, useEffect, useState } from 'react'
import { Redirect, Route, Switch, useLocation } from 'wouter'
import { EnrolScreen } from './phone/unlock/enrol-screen.tsx'
import { UnlockScreen } from './phone/unlock/unlock-screen.tsx'
import { useWorkSession } from './phone/unlock/use-work-session.ts'
import { findCurrentAddress } from './renamed-addresses.ts'
import { loadDeskTexts, loadLaterTexts } from './ui/i18n.ts'
import { createOnDemand } from './ui/on-demand.ts'
import { createPreloadable } from './ui/preloadable.ts'
import { WorkSessionContext } from './ui/work-session-context.ts'

// the desk is another product in the same app: a phone never loads it
const Desk = lazy(async () => {
	const [{ Desk: component }] = await Promise.all([
		import('./desk/desk-app.tsx'),
		loadDeskTexts(),
		loadLaterTexts(),
	])
	return { default: component }
})
const work = createOnDemand(() => import('./work.ts'))
const ForgottenPinScreen = createPreloadable(async () => {
	await work.load()
	return (await import('./phone/unlock/forgotten-pin-screen.tsx')).ForgottenPinScreen
})
/** Screens of an unlocked phone. */
const WorkScreens = createPreloadable(async () => (await work.load()).WorkScreens, 'no-texts')
/** Loads them while the code or the PIN is typed: parsing so much code would delay the first screen on a slow phone. */
const preloadWork = () => void WorkScreens.preload()
async function loadDecoyScreen(): Promise<{ default: ComponentType<{ onBack: () => void }> }> {
	const [{ DecoyScreen: component }] = await Promise.all([
		import('./phone/unlock/decoy-screen.tsx'),
		loadLaterTexts(),
	])
	return { default: component }
}
/** Retries at the next use if loading failed. */
const createDecoyScreen = () =>
	lazy(() =>
		loadDecoyScreen().catch(() => {
			DecoyScreen = createDecoyScreen()
			return { default: StraightBack }
		}),
	)
/** Replaced after a failed load: a lazy component keeps its failure. */
let DecoyScreen = createDecoyScreen()

/** Fallback if the decoy screen cannot be loaded: returns to the PIN screen at once. */
function StraightBack({ onBack }: { onBack: () => void }) {
	useEffect(onBack, [onBack])
	return null
}

/** Delay, ms: the first question must not compete for the phone and its network. */
const decoyScreenDelayMs = 5000

/** Session storage key, so for this tab: a reload shows the decoy screen again, not the PIN screen. */
const hiddenKey = 'zila-weather'

export function App() {
	const [path] = useLocation()
	const [isHidden, setHidden] = useState(() => sessionStorage.getItem(hiddenKey) !== null)
	const hide = useCallback(() => {
		sessionStorage.setItem(hiddenKey, '')
		setHidden(true)
	}, [])
	const goBack = useCallback(() => {
		sessionStorage.removeItem(hiddenKey)
		setHidden(false)
	}, [])
	// before every route: the browser's back button must not lead to any of them
	if (isHidden)
		return (
			<Suspense>
				<DecoyScreen onBack={goBack} />
			</Suspense>
		)
	const current = findCurrentAddress(path)
	if (current !== null) return <Redirect to={current + location.search + location.hash} replace />
	if (path === '/desk' || path.startsWith('/desk/'))
		return (
			<Suspense>
				<Desk />
			</Suspense>
		)
	return <Phone onHide={hide} />
}

function Phone({ onHide }: { onHide: () => void }) {
	const [path] = useLocation()
	const { workSession, isLockNear, begin } = useWorkSession({ onHide, work: work.loaded })
	const isOpen = workSession !== null
	useEffect(() => {
		if (isOpen)
			void navigator.serviceWorker?.ready.then(() =>
				setTimeout(() => void loadDecoyScreen().catch(() => undefined), decoyScreenDelayMs),
			)
	}, [isOpen])
	if (path === '/enrol') return <EnrolScreen prepare={work.load} onUnlock={begin} onShown={preloadWork} />
	if (!workSession)
		return (
			<Suspense>
				<Switch>
					<Route path="/new-pin/:device">
						{({ device }) => <ForgottenPinScreen device={device} onUnlock={begin} />}
					</Route>
					<Route>
						<UnlockScreen prepare={work.load} onUnlock={begin} onShown={preloadWork} />
					</Route>
				</Switch>
			</Suspense>
		)
	return (
		<WorkSessionContext.Provider key={workSession.session.device} value={workSession}>
			<WorkScreens isLockNear={isLockNear} />
		</WorkSessionContext.Provider>
	)
}
