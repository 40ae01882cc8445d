import { defineTable, type Time } from './define-table.ts'

interface RoundPlanRow {
	project: string
	round: string
	last_day: string | null
	person: string
	at: Time
}

/** Planned last day of a round's fieldwork; null if the plan was withdrawn. */
export const round_plan = defineTable<RoundPlanRow>()({
	kind: 'truth',
	rights: { adds: true, changes: true },
	backup: 500,
})
