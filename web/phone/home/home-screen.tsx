import { useLocation } from 'wouter'
import { useTranslations } from '../../ui/i18n.ts'
import { createPreloadable } from '../../ui/preloadable.ts'
import { useSession } from '../../ui/work-session-context.ts'
import { AppBar } from '../frame/app-bar.tsx'
import { BottomTabs, type HomeTab, tabPaths } from '../frame/bottom-tabs.tsx'
import { SyncProblemNote } from '../sync/sync-problem-note.tsx'
import { NewTab } from './new-tab.tsx'
import { TodayTab } from './today-tab.tsx'
import { useHomeData } from './use-home-data.ts'
import { usePreparedForms } from './use-prepared-forms.ts'

// a new phone has no record and no household: its first question must not wait for this code
const RecordsTab = createPreloadable(async () => (await import('./records-tab.tsx')).RecordsTab)
const HouseholdsTab = createPreloadable(
	async () => (await import('../visit/households-tab.tsx')).HouseholdsTab,
)

const isTab = (name: string): name is HomeTab => name in tabPaths
/** Returns the tab of a path; unknown paths show Today. */
const tabAt = (path: string): HomeTab => {
	const name = path.slice(1)
	return isTab(name) ? name : 'today'
}

/** The enumerator's first screen, in tabs: today, households, new, records. */
export function HomeScreen() {
	const { t } = useTranslations()
	const { session } = useSession()
	const [path] = useLocation()
	const home = useHomeData()
	usePreparedForms(home?.forms ?? [])
	const tab = tabAt(path)
	const toCorrect =
		(home?.returned.length ?? 0) +
		(home?.finished.filter(({ sendState }) => sendState === 'refused').length ?? 0)
	return (
		<div className="app-screen">
			<AppBar title={t(`home.tab.${tab}`)} subtitle={<bdi>{session.person.name}</bdi>} hasSyncChip />
			<main key={tab}>
				{/* on every tab: an interview is left to the tab where it was opened */}
				<div className="padded">
					<SyncProblemNote />
				</div>
				{tab === 'today' && <TodayTab home={home} />}
				{tab === 'new' && <NewTab home={home} />}
				{home && tab === 'records' && <RecordsTab home={home} />}
				{home && tab === 'households' && (
					<HouseholdsTab
						sample={home.sample}
						work={home.work}
						landmarks={home.landmarks}
						forms={home.forms}
					/>
				)}
			</main>
			<BottomTabs current={tab} toCorrect={toCorrect} />
		</div>
	)
}
