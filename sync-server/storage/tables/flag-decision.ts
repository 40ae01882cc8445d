import { defineTable, type Time } from './define-table.ts'

interface FlagDecisionRow {
	project: string
	round: string
	district: string
	/** Id of the record or person, or the district. */
	subject: string
	kind: string
	item: string
	n: number
	state: string
	/** Finding at that time, and in how many interviews. */
	found: string
	count: number
	/** The other record of a pair. */
	other: string | null
	/** Author of the decision. */
	person: string
	at: Time
	why: string
}

/** Every decision about flags for ever; the newest has the highest number. */
export const flag_decision = defineTable<FlagDecisionRow>()({
	kind: 'truth',
	// deleted with the record on withdrawal
	rights: { adds: true, removes: true },
	erasure: { record: 'subject', by: 'rows' },
	backup: 500,
})
