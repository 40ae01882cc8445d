import { defineTable, type ZeroOrOne } from './define-table.ts'

interface ErasedRevisionRow {
	id: string
	project: string
	record: string
	/**
	 * The enrolment that wrote or sent it, and its device counter, which would otherwise be reported as
	 * missing.
	 */
	device: string
	n: number | null
	/** 1: it arrived after the erasure of its record, and was not stored. */
	late: ZeroOrOne
}

/** Ids of revisions of erased records, so that none is accepted again. */
export const erased_revision = defineTable<ErasedRevisionRow>()({
	kind: 'truth',
	rights: { adds: true },
	backup: 500,
})
