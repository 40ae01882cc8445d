import { defineTable, type Time } from './define-table.ts'

interface FormProposalDecisionRow {
	proposal: string
	person: string
	/** Role at that time. */
	role: string
	/** `approve` or `reject`. */
	decision: string
	why: string
	at: Time
}

/** Approvals and rejections of proposed versions, once per person. */
export const form_proposal_decision = defineTable<FormProposalDecisionRow>()({
	kind: 'truth',
	rights: { adds: true },
	backup: 500,
})
