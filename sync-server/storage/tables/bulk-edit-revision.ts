import { defineTable } from './define-table.ts'

interface BulkEditRevisionRow {
	revision: string
	project: string
	record: string
	/** Id of the bulk edit, the same in all of its records. */
	bulk_edit: string
	undoes: string | null
	/** 1: an import, not a bulk edit. */
	is_import: 0 | 1
	/** Sequence number of the revision. */
	seq: number
}

/**
 * Index of revisions of bulk edits and imports, and of their undo. Their content is only in the revisions.
 */
export const bulk_edit_revision = defineTable<BulkEditRevisionRow>()({
	kind: 'projection',
	rights: { adds: true, removes: true },
	erasure: { record: 'record', by: 'own' },
	backup: 500,
})
