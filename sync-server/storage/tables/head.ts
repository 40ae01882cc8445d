import type { ColumnType } from 'kysely'
import { defineTable } from './define-table.ts'

interface HeadRow {
	project: string
	seq: number
	chain: string
	/** Number and chain of the last entry of the audit log. */
	audit_n: ColumnType<number, number | undefined, number>
	audit_chain: ColumnType<string, string | undefined, string>
	/** How often failed records were evaluated again without a new revision. */
	projection_stamp: ColumnType<number, number | undefined, number>
}

/** One row per project: the number and chain of the last entry. A writer locks it first. */
export const head = defineTable<HeadRow>()({
	kind: 'truth',
	rights: { adds: true, changes: true },
	backup: 10,
})
