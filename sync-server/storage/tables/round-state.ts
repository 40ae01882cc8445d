import { defineTable, type Time } from './define-table.ts'

interface RoundStateRow {
	project: string
	round: string
	state: string
	/** Day on which it was closed. */
	closed: string | null
	person: string
	at: Time
}

/** State of a round, if it was changed since the campaign was set up. */
export const round_state = defineTable<RoundStateRow>()({
	kind: 'truth',
	rights: { adds: true, changes: true },
	backup: 500,
})
