import { useEffect, useRef } from 'react'
import { Link, useLocation, useSearch } from 'wouter'
import { useTranslations } from '../../ui/i18n.ts'
import { usePageItemName } from '../kit/page-item.ts'
import type { Place } from './navigation.ts'
import { historyEntry } from './scroll-position.ts'
import type { Subpage } from './subpages.ts'

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
	if (!place || !subpage) return null
	return (
		<nav className="breadcrumbs" aria-label={t('desk.breadcrumbs')}>
			<ol>
				{place.group !== 'overview' && <li>{t(`desk.group.${place.group}`)}</li>}
				<li>
					<Link href={back.address} state={back.entry === null ? undefined : { entry: back.entry }}>
						{t(`desk.page.${place.name}`)}
					</Link>
				</li>
				<li aria-current="page">
					<bdi>{item ?? t(`desk.page.${subpage.name}`)}</bdi>
				</li>
			</ol>
		</nav>
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
	const isFilterOfList = search !== '' && !(subpage && 'hasManyParents' in subpage)
	const address = isFilterOfList ? `${start}?${search}` : (last?.address ?? place?.path ?? '')
	return { address, entry: last?.address === address ? last.entry : null }
}
