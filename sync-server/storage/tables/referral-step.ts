import type { ReferralOutcome, ReferralStep } from '#shared/helpline/referrals'
import { defineTable, type Time } from './define-table.ts'

interface ReferralStepRow {
	project: string
	record: string
	department: string
	n: number
	step: ReferralStep
	/** Outcome, if it was closed. */
	ending: ReferralOutcome | null
	person: string
	at: Time
}

/** Steps of a referral, numbered from 1: all are stored, and the last one is the current state. */
export const referral_step = defineTable<ReferralStepRow>()({
	kind: 'truth',
	// deleted with the record on withdrawal
	rights: { adds: true, removes: true },
	erasure: { record: 'record', by: 'rows' },
	backup: 500,
})
