import { defineTable, type Time } from './define-table.ts'

interface CodingRow {
	project: string
	/** Record whose answers contain the passage. */
	record: string
	path: string
	person: string
	theme: string
	at: Time
}

/** A theme with which a user coded a passage of a transcript. */
export const coding = defineTable<CodingRow>()({
	kind: 'truth',
	rights: { adds: true, removes: true },
	erasure: { record: 'record', by: 'rows' },
	backup: 500,
})
