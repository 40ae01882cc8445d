import { defineTable, type ZeroOrOne } from './define-table.ts'

interface RuleProgressRow {
	project: string
	form: string
	demonstration: ZeroOrOne
	rules: string
	cursor: string | null
}

/**
 * Rules by which the records of a form are being checked; `cursor`: id of the last checked one, null when
 * all were.
 */
export const rule_progress = defineTable<RuleProgressRow>()({
	kind: 'projection',
	rights: { adds: true, changes: true },
	backup: 500,
})
