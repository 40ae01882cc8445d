import { type ReactNode, useEffect, useRef } from 'react'
import { Link, useLocation, useSearch } from 'wouter'
import { useTranslations } from '../../ui/i18n.ts'
import { usePageItemName } from '../kit/page-item.ts'
import type { Place } from './navigation.ts'
import { historyEntry } from './scroll-position.ts'
import { isOpenedFromAnywhere, type Subpage } from './subpages.ts'

interface Visit {
	/** Path with its filter. */
	readonly address: string
	/** Entry of the history, which has the scroll position. */
	readonly entry: string | null
}

interface BreadcrumbsProps {
	readonly place: Place | undefined
	/** Undefined on a page of the navigation, which needs no breadcrumbs. */
	readonly subpage: Subpage | undefined
}

/**
 * Way to a page below one of the navigation: group, page, item. The link leads back to the list as it was left,
 * with its filter and its scroll position.
 */
export function Breadcrumbs({ place, subpage }: BreadcrumbsProps) {
	const { t } = useTranslations()
	const item = usePageItemName()
	const back = useListAddress(place, subpage)
	const above = useSubpageAbove(place, subpage, item)
	if (!place || !subpage) return null
	return (
		<nav className="breadcrumbs" aria-label={t('desk.breadcrumbs')}>
			<ol>
				{place.group !== 'overview' && <li>{t(`desk.group.${place.group}`)}</li>}
				<li>
					<VisitLink visit={back}>{t(`desk.page.${place.name}`)}</VisitLink>
				</li>
				{above && (
					<li>
						<VisitLink visit={above}>
							<bdi>{above.item ?? t(`desk.page.${above.name}`)}</bdi>
						</VisitLink>
					</li>
				)}
				<li aria-current="page">
					<bdi>{item ?? t(`desk.page.${subpage.name}`)}</bdi>
				</li>
			</ol>
		</nav>
	)
}

function VisitLink({ visit: { address, entry }, children }: { visit: Visit; children: ReactNode }) {
	return (
		<Link href={address} state={entry === null ? undefined : { entry }}>
			{children}
		</Link>
	)
}

/**
 * Returns the page above: with the filter of this address, else as it was left, else as the navigation opens it. One
 * of many parents has a filter of its own.
 */
function useListAddress(place: Place | undefined, subpage: Subpage | undefined): Visit {
	const [path] = useLocation()
	const search = useSearch()
	const visits = useRef(new Map<string, Visit>())
	const name = subpage ? undefined : place?.name
	useEffect(() => {
		if (name)
			visits.current.set(name, { address: search === '' ? path : `${path}?${search}`, entry: historyEntry() })
	}, [name, path, search])
	const last = place && visits.current.get(place.name)
	const [start = ''] = place?.path.split('?') ?? []
	const isFilterOfList = search !== '' && !isOpenedFromAnywhere(subpage, search)
	const address = isFilterOfList ? `${start}?${search}` : (last?.address ?? place?.path ?? '')
	return { address, entry: last?.address === address ? last.entry : null }
}

interface SubpageVisit extends Visit {
	readonly place: Place['name']
	readonly name: Subpage['name']
	/** Name of the item that the page showed; undefined if it has none. */
	readonly item: string | undefined
}

/**
 * Returns the page below `place` from which this one was opened, such as the flags for a record; null if it was opened
 * from the page of the navigation itself.
 */
function useSubpageAbove(
	place: Place | undefined,
	subpage: Subpage | undefined,
	item: string | undefined,
): SubpageVisit | null {
	const [path] = useLocation()
	const search = useSearch()
	const last = useRef<SubpageVisit | null>(null)
	const isAnywhere = isOpenedFromAnywhere(subpage, search)
	useEffect(() => {
		if (isAnywhere) return
		const address = search === '' ? path : `${path}?${search}`
		last.current =
			place && subpage
				? {
						address,
						entry: historyEntry(),
						place: place.name,
						name: subpage.name,
						// the page no longer shows its item while the next one opens
						item: item ?? (last.current?.address === address ? last.current.item : undefined),
					}
				: null
	}, [isAnywhere, path, search, place, subpage, item])
	return isAnywhere && last.current?.place === place?.name ? last.current : null
}
