import { defineTable, type Time } from './define-table.ts'

interface BackCheckAssignmentRow {
	project: string
	/** Id of the interview. */
	record: string
	round: string
	person: string | null
	assigned_by: string
	at: Time
}

/** Assignment of back-checks. */
export const back_check_assignment = defineTable<BackCheckAssignmentRow>()({
	kind: 'truth',
	// deleted with the interview on withdrawal
	rights: { adds: true, changes: true, removes: true },
	erasure: { record: 'record', by: 'own' },
	backup: 500,
})
