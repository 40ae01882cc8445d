import { defineTable, type Time } from './define-table.ts'

interface QuarantineDecisionRow {
	project: string
	seq: number
	chain: string
	revision: string
	/** The enrolment that sent it. */
	device: string
	/** Reason of the quarantine. */
	quarantine_reason: string
	decision: 'let-in' | 'keep-out'
	/** Null if this program could parse what an earlier one could not. */
	person: string | null
	why: string
	at: Time
}

/** Every decision about quarantined revisions for ever, each with a number and a chain value. */
export const quarantine_decision = defineTable<QuarantineDecisionRow>()({
	kind: 'truth',
	// deleted with the record on withdrawal
	rights: { adds: true, removes: true },
	backup: 500,
})
