import { defineTable, type JsonText, type Time } from './define-table.ts'

interface RuleAcceptanceRow {
	project: string
	record: string
	rule: string
	path: string
	/** Heads of the record at that time. */
	heads: JsonText
	why: string
	person: string
	at: Time
}

/** Violations that were accepted as correct. */
export const rule_acceptance = defineTable<RuleAcceptanceRow>()({
	kind: 'truth',
	rights: { adds: true, changes: true, removes: true },
	erasure: { record: 'record', by: 'rows' },
	backup: 500,
})
