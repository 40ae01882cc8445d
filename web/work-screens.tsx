import { Suspense } from 'react'
import { Route, Switch } from 'wouter'
import { FillScreen } from './phone/fill/fill-screen.tsx'
import { HomeScreen } from './phone/home/home-screen.tsx'
import { LockWarning } from './phone/unlock/lock-warning.tsx'
import { DemonstrationBadge } from './ui/demonstration-badge.tsx'
import { createPreloadable } from './ui/preloadable.ts'
import { CoordinatorContext } from './ui/problem-text.tsx'
import { useSession } from './ui/work-session-context.ts'

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
const ReportSavedScreen = createPreloadable(
	async () => (await import('./phone/home/report-saved-screen.tsx')).ReportSavedScreen,
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
/** The screens of an unlocked phone. `isLockNear`: it locks in a moment. */
export function WorkScreens({ isLockNear }: { readonly isLockNear: boolean }) {
	const { session } = useSession()
	return (
		<>
			{isLockNear && <LockWarning />}
			{session.person.demonstration && <DemonstrationBadge />}
			<CoordinatorContext value={CallCoordinator}>
				<Suspense>
					<Screens />
				</Suspense>
			</CoordinatorContext>
		</>
	)
}

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
			<Route path="/saved">
				<ReportSavedScreen />
			</Route>
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
