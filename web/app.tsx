import { type ComponentType, lazy, Suspense, useCallback, useEffect, useState } from 'react'
import { Redirect, Route, Switch, useLocation } from 'wouter'
import { FillScreen } from './phone/fill/fill-screen.tsx'
import { HomeScreen } from './phone/home/home-screen.tsx'
import { EnrolScreen } from './phone/unlock/enrol-screen.tsx'
import { LockWarning } from './phone/unlock/lock-warning.tsx'
import { UnlockScreen } from './phone/unlock/unlock-screen.tsx'
import { useWorkSession } from './phone/unlock/use-work-session.ts'
import { findCurrentAddress } from './renamed-addresses.ts'
import { DemonstrationBadge } from './ui/demonstration-badge.tsx'
import { loadDeskTexts, loadLaterTexts } from './ui/i18n.ts'
import { createPreloadable } from './ui/preloadable.ts'
import { CoordinatorContext } from './ui/problem-text.tsx'
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
// screens that come after the first question are split off; they are cached for offline use
const SyncScreen = createPreloadable(async () => (await import('./phone/sync/sync-screen.tsx')).SyncScreen)
const HouseholdScreen = createPreloadable(
	async () => (await import('./phone/visit/household-screen.tsx')).HouseholdScreen,
)
const VisitSavedScreen = createPreloadable(
	async () => (await import('./phone/visit/visit-saved-screen.tsx')).VisitSavedScreen,
)
const ReceiptScreen = createPreloadable(
	async () => (await import('./phone/home/receipt-screen.tsx')).ReceiptScreen,
)
const SettingsScreen = createPreloadable(
	async () => (await import('./phone/settings/settings-screen.tsx')).SettingsScreen,
)
const OfflineTransferScreen = createPreloadable(
	async () => (await import('./phone/sync/offline-transfer-screen.tsx')).OfflineTransferScreen,
)
const RecordScreen = createPreloadable(
	async () => (await import('./phone/home/record-screen.tsx')).RecordScreen,
)
const ForgottenPinScreen = createPreloadable(
	async () => (await import('./phone/unlock/forgotten-pin-screen.tsx')).ForgottenPinScreen,
)
const CallCoordinator = createPreloadable(
	async () => (await import('./phone/help/call-coordinator.tsx')).CallCoordinator,
)
const HelpScreen = createPreloadable(async () => (await import('./phone/help/help-screen.tsx')).HelpScreen)
const FaqScreen = createPreloadable(async () => (await import('./phone/help/faq-screen.tsx')).FaqScreen)
const CallBacksScreen = createPreloadable(
	async () => (await import('./phone/helpline/call-backs-screen.tsx')).CallBacksScreen,
)
const PracticeScreen = createPreloadable(
	async () => (await import('./phone/practice/practice-screen.tsx')).PracticeScreen,
)
const ChangePinScreen = createPreloadable(
	async () => (await import('./phone/settings/change-pin-screen.tsx')).ChangePinScreen,
)
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
	const { workSession, isLockNear, begin } = useWorkSession(onHide)
	const isOpen = workSession !== null
	useEffect(() => {
		if (isOpen)
			void navigator.serviceWorker?.ready.then(() =>
				setTimeout(() => void loadDecoyScreen().catch(() => undefined), decoyScreenDelayMs),
			)
	}, [isOpen])
	if (path === '/enrol') return <EnrolScreen onUnlock={begin} />
	if (!workSession)
		return (
			<Suspense>
				<Switch>
					<Route path="/new-pin/:device">
						{({ device }) => <ForgottenPinScreen device={device} onUnlock={begin} />}
					</Route>
					<Route>
						<UnlockScreen onUnlock={begin} />
					</Route>
				</Switch>
			</Suspense>
		)
	return (
		<WorkSessionContext.Provider key={workSession.session.device} value={workSession}>
			{isLockNear && <LockWarning />}
			{workSession.session.person.demonstration && <DemonstrationBadge />}
			<CoordinatorContext value={CallCoordinator}>
				<Suspense>
					<Screens />
				</Suspense>
			</CoordinatorContext>
		</WorkSessionContext.Provider>
	)
}

/** The screens of an unlocked phone. */
function Screens() {
	return (
		<Switch>
			<Route path="/fill/:draft">{({ draft }) => <FillScreen key={draft} draftId={draft} />}</Route>
			<Route path="/record/:id">{({ id }) => <RecordScreen id={id} />}</Route>
			<Route path="/household">
				<HouseholdScreen />
			</Route>
			<Route path="/visit-saved/:draft">{({ draft }) => <VisitSavedScreen draft={draft} />}</Route>
			<Route path="/receipt/:id">{({ id }) => <ReceiptScreen id={id} />}</Route>
			<Route path="/settings">
				<SettingsScreen />
			</Route>
			<Route path="/send">
				<SyncScreen />
			</Route>
			<Route path="/help">
				<HelpScreen />
			</Route>
			<Route path="/help/faq">
				<FaqScreen />
			</Route>
			<Route path="/practice">
				<PracticeScreen />
			</Route>
			<Route path="/call-backs">
				<CallBacksScreen />
			</Route>
			<Route path="/pin">
				<ChangePinScreen />
			</Route>
			<Route path="/offline-transfer">
				<OfflineTransferScreen />
			</Route>
			<Route>
				<HomeScreen />
			</Route>
		</Switch>
	)
}
