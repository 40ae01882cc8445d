import { defineTable, type Time } from './define-table.ts'

interface ClockRow {
	project: string
	trusted: Time
	jumped_at: Time | null
}

/**
 * Server clock. `trusted`: the last time known to be right; `jumped_at`: the time it showed when it was
 * found to be days ahead.
 */
export const clock = defineTable<ClockRow>()({
	kind: 'truth',
	rights: { adds: true, changes: true },
	backup: 10,
})
