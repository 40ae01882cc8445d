import { type ReactNode, useEffect, useLayoutEffect, useState } from 'react'
import { Link, useLocation, useSearch } from 'wouter'
import { useTranslations } from '../../ui/i18n.ts'
import { StepUpDialog } from '../account/step-up-dialog.tsx'
import { useDesk } from '../kit/desk-context.ts'
import { DeskIcon } from '../kit/desk-icon.tsx'
import { useIsNarrow } from '../kit/is-narrow.ts'
import { ScopeMenus } from '../kit/scope.tsx'
import { Toasts } from '../kit/toast.tsx'
import { AccountMenu } from './account-menu.tsx'
import { applyDeskAppearance } from './appearance.ts'
import { Breadcrumbs } from './breadcrumbs.tsx'
import { useWriteConfirmations } from './confirm-writes.ts'
import { DeskSearch } from './desk-search.tsx'
import { ForbiddenPage } from './forbidden-page.tsx'
import { HelpDrawer } from './help-drawer.tsx'
import {
	entryOf,
	forbiddenPlaceAt,
	landingPage,
	listEntries,
	listNavigation,
	type Place,
} from './navigation.ts'
import { Notifications } from './notifications.tsx'
import { useScrollPosition } from './scroll-position.ts'
import { SideNavigation } from './side-navigation.tsx'
import { ownSubpageAt, subpageAt } from './subpages.ts'
import { useAnchor } from './use-anchor.ts'
import { useCurrentPlace } from './use-current-place.ts'

interface DeskLayoutProps {
	readonly children: ReactNode
	/** True after signing in with an enrolment code: the user may not have a username yet. */
	readonly isByCode: boolean
	readonly onSignOut: () => void
}

/** Frame of all desk screens: top bar, navigation, account. */
export function DeskLayout({ children, isByCode, onSignOut }: DeskLayoutProps) {
	const { t } = useTranslations()
	const [path] = useLocation()
	const { person, study } = useDesk()
	const open = listNavigation(person, study)
	const entries = listEntries(open)
	const { current, subpage, forbidden, titled } = usePage(open)
	const page = subpage ?? current
	const help = page?.name ?? (path === '/desk/account' ? 'account' : null)
	const scope = page && 'scope' in page ? page.scope : null
	const isNarrow = useIsNarrow()
	useLayoutEffect(applyDeskAppearance, [])
	useScrollPosition()
	useAnchor()
	useWriteConfirmations()
	// the kind of the item and not its name: browsers keep titles in their history
	usePageTitle(titled ? t(`desk.page.${titled.name}`) : help === 'account' ? t('account.title') : '')
	return (
		<div className="desk">
			<a className="skip button" href="#screen">
				{t('desk.skipToContent')}
			</a>
			<header className="desk-top">
				<p className="brand">
					Zila <span lang="ur">ضلع</span>
				</p>
				{person.demonstration && (
					<span className="demo-tag" title={t('app.demonstration')}>
						{t('desk.demoTag')}
					</span>
				)}
				{scope && !isNarrow && <ScopeMenus kind={scope} />}
				<DeskSearch open={open} />
				<Notifications open={open} />
				{help && <HelpDrawer key={path} page={help} />}
				<AccountMenu onSignOut={onSignOut} />
			</header>
			{isNarrow ? (
				<BottomBar open={entries} current={current} />
			) : (
				<nav className="desk-nav" aria-label={t('desk.navigation')}>
					<SideNavigation open={entries} current={current} />
				</nav>
			)}
			<main className="desk-main stack" id="screen" tabIndex={-1}>
				{scope && isNarrow && <ScopeMenus kind={scope} />}
				<Breadcrumbs place={current} subpage={subpage} />
				{isByCode && path === landingPage(open)?.path && (
					<p className="note quiet">{t('account.usernameHint', { code: person.code })}</p>
				)}
				{forbidden ? <ForbiddenPage place={forbidden} subpage={subpageAt(path)} /> : children}
			</main>
			<Toasts />
			<StepUpDialog />
		</div>
	)
}

/** The page of the address: its place in the navigation, the page below it, and the one that the user may not open. */
function usePage(open: readonly Place[]) {
	const [path] = useLocation()
	const search = useSearch()
	const current = useCurrentPlace(open)
	const own = ownSubpageAt(path, useDesk().person.role)
	const forbidden = own ? undefined : forbiddenPlaceAt(open, path, new URLSearchParams(search))
	return {
		current,
		subpage: current ? subpageAt(path) : own,
		forbidden,
		/** Page that the tab of the browser names. */
		titled: subpageAt(path) ?? current ?? forbidden,
	}
}

/** Names the page in the tab of the browser. */
function usePageTitle(page: string): void {
	useEffect(() => {
		document.title = page === '' ? 'Zila' : `${page} · Zila`
		return () => {
			document.title = 'Zila'
		}
	}, [page])
}

/** Pages of the bar at the bottom of a narrow window, by preference; the rest is under “More”. */
const preferred: readonly Place['name'][] = [
	...([
		'overview',
		'review',
		'records',
		'quality',
		'helpline',
		'devices',
		'forms',
		'people',
		'coverage',
	] as const),
]

/** Navigation of a narrow window: four pages, and all others in a sheet. */
function BottomBar({
	open,
	current,
}: {
	readonly open: readonly Place[]
	readonly current: Place | undefined
}) {
	const { t } = useTranslations()
	const [isOpen, setOpen] = useState(false)
	const shown = preferred
		.flatMap((name) => open.find((place) => place.name === name) ?? [])
		.slice(0, open.length > 5 ? 4 : 5)
	const close = () => setOpen(false)
	const marked = entryOf(current)
	return (
		<nav className="desk-nav bottom" aria-label={t('desk.navigation')}>
			{isOpen && (
				<div className="more-sheet">
					<SideNavigation open={open} current={current} onChoose={close} />
				</div>
			)}
			<ul className="bottom-bar">
				{shown.map((place) => (
					<li key={place.name}>
						<Link
							href={place.path}
							aria-current={!isOpen && marked === place.name ? 'page' : undefined}
							onClick={close}
						>
							<DeskIcon name={place.group} />
							<span>{t(`desk.page.${place.name}`)}</span>
						</Link>
					</li>
				))}
				{open.length > shown.length && (
					<li>
						<button type="button" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
							<DeskIcon name="menu" />
							<span>{t('desk.morePages')}</span>
						</button>
					</li>
				)}
			</ul>
		</nav>
	)
}
