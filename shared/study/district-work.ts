import type { Person } from '#shared/people/people'
import { isDistrictInScope } from '#shared/people/roles'
import { isDemonstrationRound } from './study.ts'

/**
 * True if households of the district in a round can be assigned to this person: those of the demonstration to
 * its users only, real ones to real users. `round` null: any real round.
 */
export const canWorkInDistrict = (
	{ role, isActive, demonstration, districts }: Person,
	district: string,
	round: string | null,
): boolean =>
	role === 'enumerator' &&
	isActive &&
	demonstration === isDemonstrationRound(round) &&
	isDistrictInScope(districts, district)
