import type { ColumnType } from 'kysely'
import { type Blob, defineTable, type Time, type ZeroOrOne } from './define-table.ts'

interface QuarantineRow {
	id: string
	project: string
	seq: number
	chain: string
	device: string
	why: string
	bytes: Blob
	received: Time
	signature: Blob | null
	/** Device counter; null if it cannot be read, or names another enrolment. */
	n: number | null
	/** 1 if a person has rejected it. */
	rejected: ColumnType<ZeroOrOne, ZeroOrOne | undefined, ZeroOrOne>
	redacted: ColumnType<string | null, string | null | undefined, string | null>
}

/** Stored, but not part of any record until a person decides. */
export const quarantine = defineTable<QuarantineRow>()({
	kind: 'truth',
	rights: { adds: true, changes: ['why', 'n', 'rejected'], removes: true },
	backup: 500,
})
