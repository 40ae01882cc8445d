import { defineTable, type JsonText } from './define-table.ts'

interface DocumentRow {
	project: string
	kind: string
	ref: string
	scope: string
	seq: number
	body: JsonText
}

/** Documents that phones receive through the feed: campaign, forms, sample, contacts, messages. */
export const document = defineTable<DocumentRow>()({
	kind: 'truth',
	rights: { adds: true, changes: true },
	backup: 20,
})
