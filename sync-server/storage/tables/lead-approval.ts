import { defineTable, type Time } from './define-table.ts'

interface LeadApprovalRow {
	id: string
	project: string
	/** Person who would sign in with the code. */
	person: string
	requested: Time
	requested_by: string
	/** `waiting`, `approved`, `rejected`, or `used` */
	state: string
	decided: Time | null
	decided_by: string | null
}

/**
 * Requests for codes for accounts of safeguarding leads, which another lead approves before the code is
 * created.
 */
export const lead_approval = defineTable<LeadApprovalRow>()({
	kind: 'truth',
	rights: { adds: true, changes: ['state', 'decided', 'decided_by'] },
	backup: 500,
})
