import type { Person } from '#shared/access/people'
import { isInDistricts } from '#shared/access/roles'
import { Problem } from '#shared/kernel/problem'
import { findRecord } from '../storage/record-queries.ts'
import type { Store } from '../storage/store.ts'

/**
 * The row of a record that this person may see.
 *
 * @throws Problem `not-found`, also for a record of another district: its existence is nobody's business
 */
export async function recordFor(store: Store, person: Person, id: string) {
	const row = await findRecord(store.reading, store.project, id)
	const isHidden = person.demonstration && row?.demonstration === 0
	if (!row || isHidden || !isInDistricts(person.districts, row.district)) throw new Problem('not-found')
	return row
}
