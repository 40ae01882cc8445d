import { defineTable, type Time } from './define-table.ts'

interface ColumnTableRow {
	project: string
	/** Digest of the query: form, round, table, format of values. */
	id: string
	/** Time of its last use. */
	used: Time
}

/** A form's table that is cached column by column; `projection` has how far. */
export const column_table = defineTable<ColumnTableRow>()({
	kind: 'projection',
	rights: { adds: true, changes: true, removes: true },
	backup: null,
})
