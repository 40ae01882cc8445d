import { defineTable, type Time } from './define-table.ts'

interface LeaseRow {
	project: string
	/** Name of the background work. */
	name: string
	/** Process that does it now, with its machine; null if none does. */
	holder: string | null
	/** Grows while the holder is alive. A lease whose number does not grow for a while has expired. */
	beat: number
	/** When the work last ended without an error. */
	ran_at: Time | null
	/** When it last failed; null if it has succeeded since. */
	failed_at: Time | null
	/** Code or class of that error, without its text: the log of the process has that. */
	failure: string | null
}

/** Which process does a piece of background work, so that each is done by one at a time. */
export const lease = defineTable<LeaseRow>()({
	kind: 'temporary',
	rights: { adds: true, changes: true },
	backup: null,
})
