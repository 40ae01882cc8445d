import type { FastifyRequest } from 'fastify'
import { Problem } from '#shared/kernel/problem'
import { canSeeRecord, type Person } from '#shared/people/people'
import { findRecord, readersOf } from '../storage/records/records.ts'
import { markHidden } from './audit.ts'
import type { Deps } from './deps.ts'

/**
 * Returns the row of the record that a request names, if this person may see it.
 *
 * @throws Problem `not-found`, also for a record of another district or for other readers: its existence is
 * not disclosed
 */
export async function recordOf(
	{ store }: Pick<Deps, 'store'>,
	request: FastifyRequest,
	person: Person,
	id: string,
) {
	const row = await findRecord(store.reading, id)
	if (!row) throw new Problem('not-found')
	if (!canSeeRecord(person, { ...row, readers: readersOf(row) })) {
		markHidden(request, { of: row.id, district: row.district })
		throw new Problem('not-found')
	}
	return row
}
