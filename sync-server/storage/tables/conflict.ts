import { defineTable, type JsonText } from './define-table.ts'

interface ConflictRow {
	record: string
	id: string
	project: string
	kind: string
	path: string
	revisions: JsonText
	opened_seq: number
	closed_seq: number | null
	closed_by: string | null
}

/** Conflicts, open and resolved. A cache like `record`. */
export const conflict = defineTable<ConflictRow>()({
	kind: 'projection',
	rights: { adds: true, changes: true, removes: true },
	erasure: { record: 'record', by: 'own' },
	backup: 500,
})
