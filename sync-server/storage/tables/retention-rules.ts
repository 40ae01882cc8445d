import { defineTable } from './define-table.ts'

interface RetentionRulesRow {
	project: string
	form: string
	rules: string
}

/** Retention rules by which all records of a form were last checked. */
export const retention_rules = defineTable<RetentionRulesRow>()({
	kind: 'projection',
	rights: { adds: true, changes: true },
	backup: 500,
})
