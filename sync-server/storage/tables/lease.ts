import { defineTable, type Time } from './define-table.ts'

interface LeaseRow {
	project: string
	/** Name of the background work. */
	name: string
	/** Process that does it now; null if none does. */
	holder: string | null
	/** Grows while the holder is alive. A lease whose number does not grow for a while has expired. */
	beat: number
	/** When the work last ended without an error. */
	ran_at: Time | null
}

/** Which process does a piece of background work, so that each is done by one at a time. */
export const lease = defineTable<LeaseRow>()({
	kind: 'temporary',
	rights: { adds: true, changes: true },
	backup: null,
})
