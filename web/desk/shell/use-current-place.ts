import { useEffect, useRef } from 'react'
import { useLocation, useSearch } from 'wouter'
import { type Place, placeAt } from './navigation.ts'
import { isOpenedFromAnywhere, subpageAt } from './subpages.ts'

/**
 * Returns the page of the navigation that is shown, or above the shown one. A page that many lead to, as that of a
 * user or a record, is below the one from which it was opened; undefined outside of the navigation.
 */
export function useCurrentPlace(open: readonly Place[]): Place | undefined {
	const [path] = useLocation()
	const search = useSearch()
	const found = placeAt(open, path, new URLSearchParams(search))
	const hasManyParents = isOpenedFromAnywhere(subpageAt(path), search)
	const last = useRef<Place | undefined>(undefined)
	useEffect(() => {
		if (!hasManyParents) last.current = found
	}, [hasManyParents, found])
	return hasManyParents && found ? (last.current ?? found) : found
}
