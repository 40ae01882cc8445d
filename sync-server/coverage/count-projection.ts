import type { Projection } from '../background/projection.ts'
import { findProgress } from '../storage/background/projections.ts'
import { rebuildCounts } from '../storage/records/record-counts.ts'
import type { Session } from '../storage/session.ts'

const name = 'progress-counts'
/** Raised when records or interviews are counted by other columns. */
const version = 1

/** Counts of records and interviews. They change with each record; a new version counts all of them again. */
export const countProjection: Projection = {
	name,
	// Interviews of an earlier program have no facts to count yet.
	after: 'interview-facts',
	async parts(session) {
		return (await isCurrent(session)) ? [] : [{ part: '', version: String(version) }]
	},
	async apply(store, { cursor, save }) {
		if (cursor === null) return null
		// In one transaction: counts that are half rebuilt would be shown.
		await store.write(async (session) => {
			await rebuildCounts(session)
			await save(session, null)
		})
		return null
	},
	async lag(session) {
		return (await isCurrent(session)) ? 0 : 1
	},
}

/** Stores from before the runner have counts of version 1. */
async function isCurrent(session: Session): Promise<boolean> {
	const known = await findProgress(session, name, '')
	return known ? known.version === String(version) && known.cursor === null : version === 1
}
