import { defineTable, type Time } from './define-table.ts'

interface QualityLimitsRow {
	project: string
	round: string
	n: number
	/** The limits, as JSON. */
	limits: string
	/** Author of the change. */
	person: string
	at: Time
	why: string
}

/**
 * Limits and severities of the quality checks of a round: every change for ever, the newest has the highest
 * number.
 */
export const quality_limits = defineTable<QualityLimitsRow>()({
	kind: 'truth',
	rights: { adds: true },
	backup: 500,
})
