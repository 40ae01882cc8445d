import { foldForSearch } from '#shared/kernel/fold-for-search'
import type { PersonListItem } from '#shared/people/people'
import { isDistrictInScope, isPhoneRole } from '#shared/people/roles'

/** Filters of the list of users, in the address. An absent filter means all. */
export const peopleFields = ['search', 'role', 'district', 'team', 'state'] as const
export type PeopleFilter = { readonly [Field in (typeof peopleFields)[number]]?: string | undefined }

/**
 * no-phone: works on a phone, and none is enrolled · invited: has a valid enrolment code · off: deactivated
 */
export const peopleStates = ['no-phone', 'invited', 'off'] as const

/** Value of the team filter for users without a team. */
export const noTeam = '-'

export function matchesFilter(person: PersonListItem, filter: PeopleFilter): boolean {
	const { search, role, district, team, state } = filter
	const isInState = {
		'no-phone': isPhoneRole(person.role) && person.phones === 0,
		invited: person.isInvited,
		off: !person.isActive,
	}[state ?? '']
	return (
		(!search || foldForSearch(`${person.name} ${person.code}`).includes(foldForSearch(search))) &&
		(!role || person.role === role) &&
		(!district || isDistrictInScope(person.districts, district)) &&
		(!team || (person.team ?? noTeam) === team) &&
		(!state || isInState === true)
	)
}
