import { type ComponentType, lazy, Suspense, useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { flushSync } from 'react-dom'
import { Redirect, Route, Switch, useLocation } from 'wouter'
import { defaultLockMinutes } from '#shared/study/study'
import { FillScreen } from './phone/fill/fill-screen.tsx'
import { HomeScreen } from './phone/home/home-screen.tsx'
import { policyAt } from './phone/unlock/auto-lock.ts'
import { EnrolScreen } from './phone/unlock/enrol-screen.tsx'
import { lockMinutesOf } from './phone/unlock/lock-minutes.ts'
import { LockWarning } from './phone/unlock/lock-warning.tsx'
import { restoreScroll, type ScrollPlace } from './phone/unlock/restore-scroll.ts'
import { UnlockScreen } from './phone/unlock/unlock-screen.tsx'
import { watchGestures } from './phone/unlock/watch-gestures.ts'
import { findCurrentAddress } from './renamed-addresses.ts'
import { maintainReserve } from './storage/database/disk-guard.ts'
import { requestPersistence } from './storage/database/persistence.ts'
import type { VaultSession } from './storage/enrolment/enrolments.ts'
import { loadStudy } from './storage/records/documents.ts'
import { type SyncLoop, startSyncLoop } from './sync/sync-loop.ts'
import { applyPersonSettings } from './ui/apply-person-settings.ts'
import { DemonstrationBadge } from './ui/demonstration-badge.tsx'
import { loadDeskTexts, loadLaterTexts, setHelplineWording } from './ui/i18n.ts'
import { createPreloadable } from './ui/preloadable.ts'
import { type WorkSession, WorkSessionContext } from './ui/work-session-context.ts'

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
	const [path, go] = useLocation()
	const [working, setWorking] = useState<Omit<WorkSession, 'hide'> | null>(null)
	const resting = useRef<SyncLoop | null>(null)
	const [isLockNear, setLockNear] = useState(false)
	const scrolled = useRef<ScrollPlace | null>(null)
	const lockMinutes = useRef(defaultLockMinutes)
	function begin(vaultSession: VaultSession) {
		// another session starts (or one of the same person): the previous one ends
		working?.lock()
		resting.current?.stop()
		setHelplineWording(vaultSession.person.role === 'helpline-operator')
		void requestPersistence().catch(() => undefined)
		void applyPersonSettings(vaultSession.device).catch(() => undefined)
		const stopReserve = maintainReserve()
		const loop = startSyncLoop(vaultSession, __APP_VERSION__, (other) => {
			lock()
			if (other) begin(other)
		})
		const screens = new Set<() => void>()
		const beforeLock = (keep: () => void) => {
			screens.add(keep)
			return () => screens.delete(keep)
		}
		const keepScreen = () => {
			for (const keep of screens) keep()
		}
		void loadStudy(vaultSession).then(
			(study) => {
				lockMinutes.current = lockMinutesOf(study)
			},
			() => undefined,
		)
		const lock = () => {
			scrolled.current = { device: vaultSession.device, path: location.pathname, y: scrollY }
			try {
				keepScreen()
			} finally {
				loop.rest()
				resting.current = loop
				stopReserve()
				setWorking(null)
			}
		}
		// a decoy session does not have the page on which it was locked
		if (vaultSession.isDecoy) go('/', { replace: true })
		if (scrolled.current?.device === vaultSession.device) restoreScroll(scrolled.current)
		setWorking({ session: vaultSession, loop, lock, beforeLock, flushScreen: keepScreen })
	}
	const lock = working?.lock
	// synchronously: the phone may take its screenshot, or another person see the screen, before a later task
	const hide = useCallback(() => {
		flushSync(() => {
			lock?.()
			onHide()
		})
	}, [lock, onHide])
	const workSession = useMemo(() => working && { ...working, hide }, [working, hide])
	useEffect(() => {
		if (!lock) return
		return watchGestures({
			onLeft: () => flushSync(lock),
			onNear: setLockNear,
			policy: () => policyAt(location.pathname, lockMinutes.current),
			onTwoFingers: hide,
		})
	}, [lock, hide])
	const isOpen = lock !== undefined
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
			<Suspense>
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
			</Suspense>
		</WorkSessionContext.Provider>
	)
}
