import type { PersonListItem } from '#shared/access/people'

/**
 * Whether somebody's districts are asked for, and whether they begin as all of them. Where no work lies in districts somebody new has all; who has
 * some there keeps them while something else is changed.
 */
export function getDistrictFieldState(
	known: Pick<PersonListItem, 'districts'> | null,
	hasDistricts: boolean,
) {
	const hasAll = known ? known.districts === 'all' : !hasDistricts
	return { isAsked: hasDistricts || !hasAll, hasAll }
}
