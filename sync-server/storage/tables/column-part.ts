import { type Blob, defineTable } from './define-table.ts'

interface ColumnPartRow {
	project: string
	column_table: string
	part: number
	name: string
	bytes: Blob
}

/**
 * A cached column, of the records that first arrived in one range of numbers; '' has the positions of
 * these.
 */
export const column_part = defineTable<ColumnPartRow>()({
	kind: 'projection',
	rights: { adds: true, changes: true, removes: true },
	backup: null,
})
