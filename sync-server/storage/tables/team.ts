import { defineTable } from './define-table.ts'

interface TeamRow {
	project: string
	name: string
	supervisor: string | null
}

/** Supervisor of a team, by team name. */
export const team = defineTable<TeamRow>()({
	kind: 'truth',
	rights: { adds: true, changes: true },
	backup: 500,
})
