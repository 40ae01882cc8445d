import { defineTable, type ZeroOrOne } from './define-table.ts'

interface RuleViolationRow {
	project: string
	rule: string
	record: string
	path: string
	/** 1: accepted as correct, and no answer that the rule reads has changed since. */
	is_accepted: ZeroOrOne
}

/**
 * Violations of rules by records: the path only, values are read from the record. A cache like `record`.
 */
export const rule_violation = defineTable<RuleViolationRow>()({
	kind: 'projection',
	rights: { adds: true, changes: true, removes: true },
	erasure: { record: 'record', by: 'rows' },
	backup: 500,
})
