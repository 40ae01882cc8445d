import { foldForSearch } from '#shared/kernel/fold-for-search'
import { isDistrictInScope } from '#shared/people/roles'
import { type DeviceListItem, inOrderOfUrgency, marksOf } from '#shared/sync/device-list'
import { noTeam } from './people-filter.ts'

/**
 * Filters and sorting of the list of devices, in the address. Absent means all, and the most urgent first.
 */
export const phonesFields = ['search', 'district', 'team', 'mark', 'sort'] as const
export type PhonesFilter = { readonly [Field in (typeof phonesFields)[number]]?: string | undefined }

/**
 * seen: the longest without a sync first · unsent: the most unsent records first · name · app: the oldest
 * version first
 */
export const phoneSorts = ['seen', 'unsent', 'name', 'app'] as const

/** Value of the mark filter for any mark. */
export const anyMark = 'any'

export function filterDevices(
	phones: readonly DeviceListItem[],
	{ search, district, team, mark, sort }: PhonesFilter,
	now: number,
): DeviceListItem[] {
	const isWanted = (phone: DeviceListItem) => {
		const { person, label } = phone
		const marks = marksOf(phone, now)
		return (
			(!search || foldForSearch(`${person.name} ${person.code} ${label}`).includes(foldForSearch(search))) &&
			(!district || isDistrictInScope(person.districts, district)) &&
			(!team || (phone.team ?? noTeam) === team) &&
			(!mark || (mark === anyMark ? marks.length > 0 : marks.some((each) => each === mark)))
		)
	}
	const urgent = inOrderOfUrgency(phones.filter(isWanted), now)
	const by: { readonly [Sort in string]?: (phone: DeviceListItem) => string | number } = {
		seen: ({ lastSeen }) => lastSeen ?? '',
		unsent: ({ inventory }) => -(inventory?.waiting ?? 0) - (inventory?.drafts ?? 0),
		name: ({ person }) => foldForSearch(person.name),
		app: ({ app }) => app ?? '',
	}
	const key = by[sort ?? '']
	if (!key) return urgent
	const order = new Intl.Collator('en', { numeric: true })
	const compare = (a: string | number, b: string | number) =>
		typeof a === 'number' && typeof b === 'number' ? a - b : order.compare(String(a), String(b))
	// equal rows stay sorted by urgency
	return urgent.sort((a, b) => compare(key(a), key(b)))
}
