import { defineTable } from './define-table.ts'

interface ReferralRow {
	project: string
	record: string
	department: string
}

/** Departments to which calls were referred. A cache like `call`, updated together with it. */
export const referral = defineTable<ReferralRow>()({
	kind: 'projection',
	rights: { adds: true, removes: true },
	erasure: { record: 'record', by: 'own' },
	backup: 500,
})
