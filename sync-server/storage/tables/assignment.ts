import { defineTable, type Time } from './define-table.ts'

interface AssignmentRow {
	project: string
	round: string
	cluster: string
	household: number
	person: string
	since: Time
	until: Time | null
}

/** Assignment history of households; `until` is null while the assignment lasts. */
export const assignment = defineTable<AssignmentRow>()({
	kind: 'truth',
	rights: { adds: true, changes: ['until'] },
	backup: 500,
})
