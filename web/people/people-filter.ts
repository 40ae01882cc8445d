import type { PersonListItem } from '#shared/access/people'
import { isDistrictInScope, isPhoneRole } from '#shared/access/roles'
import { foldForSearch } from '#shared/kernel/fold-for-search'

/** What the list of people can be narrowed to; it stands in the address. Absent means all. */
export const peopleFields = ['search', 'role', 'district', 'team', 'state'] as const
export type PeopleFilter = { readonly [Field in (typeof peopleFields)[number]]?: string | undefined }

/** no-phone: works on one, and none is set up · invited: has a code that can be used · off: switched off */
export const peopleStates = ['no-phone', 'invited', 'off'] as const

/** In place of a team's name: of people who are in none. */
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
