import { defineTable, type Time } from './define-table.ts'

interface RestoredRow {
	project: string
	era: string
	at: Time
}

/** Restore of this store from a backup, and the name by which phones notice it. */
export const restored = defineTable<RestoredRow>()({
	kind: 'truth',
	rights: {},
	backup: 10,
})
