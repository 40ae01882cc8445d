import { act } from '@testing-library/react'
import { navigate } from 'wouter/use-browser-location'
import { searchOf } from '../api/search-of.ts'

/** Changes round or district in the address, as the menus of the top bar do. */
export function chooseScope(scope: { readonly round?: string; readonly district?: string }): void {
	const query = Object.fromEntries(new URLSearchParams(location.search))
	act(() => navigate(`${location.pathname}?${searchOf({ ...query, ...scope })}`))
}
