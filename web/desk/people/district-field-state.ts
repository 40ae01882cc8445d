import type { PersonListItem } from '#shared/people/people'

/**
 * Returns whether the form asks for districts, and whether all are preselected. If work does not belong to
 * districts, a new user gets all of them; a known user keeps theirs.
 */
export function getDistrictFieldState(
	known: Pick<PersonListItem, 'districts'> | null,
	hasDistricts: boolean,
) {
	const hasAll = known ? known.districts === 'all' : !hasDistricts
	return { isShown: hasDistricts || !hasAll, hasAll }
}
