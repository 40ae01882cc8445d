import { defineTable, type Time, type ZeroOrOne } from './define-table.ts'

interface HandoverRow {
	project: string
	n: number
	demonstration: ZeroOrOne
	person: string
	at: Time
	/** Calls since the handover before, and call-backs that were open. */
	calls: number
	open: number
	/** Open referrals; null in handovers from before referrals were followed up. */
	referrals: number | null
	note: string
	confirmed_by: string | null
}

/** Handovers between shifts of the helpline, numbered: author and confirmation. */
export const handover = defineTable<HandoverRow>()({
	kind: 'truth',
	rights: { adds: true, changes: ['confirmed_by'] },
	backup: 500,
})
