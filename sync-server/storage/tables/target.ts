import { defineTable, type Time } from './define-table.ts'

interface TargetRow {
	project: string
	round: string
	district: string
	interviews: number
	focus_groups: number
	person: string
	at: Time
}

/** Target of a district, if it differs from the list of districts. */
export const target = defineTable<TargetRow>()({
	kind: 'truth',
	rights: { adds: true, changes: true },
	backup: 500,
})
