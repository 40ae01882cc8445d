import { defineTable, type Time } from './define-table.ts'

interface RoundPlanRow {
	project: string
	round: string
	first_day: string | null
	last_day: string | null
	person: string
	at: Time
}

/** Planned first and last day of a round's fieldwork; null if a day is not set, or was removed. */
export const round_plan = defineTable<RoundPlanRow>()({
	kind: 'truth',
	rights: { adds: true, changes: true },
	backup: 500,
})
