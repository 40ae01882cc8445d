import { defineTable, type Time } from './define-table.ts'

interface RewindRow {
	project: string
	device: string
	match: number
	at: Time
	returned: number
}

/**
 * Phones that were ahead of this server after a restore: up to where they agreed, and how many revisions
 * they returned.
 */
export const rewind = defineTable<RewindRow>()({
	kind: 'truth',
	rights: { adds: true, changes: true },
	backup: 500,
})
