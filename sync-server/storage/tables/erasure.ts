import { type Blob, defineTable, type ZeroOrOne } from './define-table.ts'

interface ErasureRow {
	project: string
	record: string
	/** Sequence number of the statement. */
	seq: number
	/** Digest of the statement. */
	id: string
	/** `erasureStatementSchema`, as it was signed. */
	statement: string
	/** Signature by the server's key, over the statement. */
	signature: Blob
	/** District of the record: users who could see it may read the statement. */
	district: string | null
	demonstration: ZeroOrOne
	/** 1 when the files are deleted too, and the database has no deleted bytes left. */
	swept: ZeroOrOne
}

/** Erased records, each with its signed statement; also retention runs (`runKey`). */
export const erasure = defineTable<ErasureRow>()({
	kind: 'truth',
	rights: { adds: true, changes: ['swept'] },
	backup: 500,
})
