import { defineTable, type Time, type ZeroOrOne } from './define-table.ts'

interface CodedPassageRow {
	project: string
	record: string
	path: string
	person: string
	/** Digest of the passage at that time. */
	passage_digest: string
	is_quote: ZeroOrOne
	memo: string
	at: Time
}

/** A passage that a user coded; its themes are rows of `coding`. */
export const coded_passage = defineTable<CodedPassageRow>()({
	kind: 'truth',
	rights: { adds: true, changes: true, removes: true },
	erasure: { record: 'record', by: 'rows' },
	backup: 500,
})
