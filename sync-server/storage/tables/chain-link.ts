import { defineTable } from './define-table.ts'

interface ChainLinkRow {
	project: string
	seq: number
	chain: string
	id: string
}

/** Numbers that are not revisions: documents, decisions, erased revisions. */
export const chain_link = defineTable<ChainLinkRow>()({
	kind: 'truth',
	rights: { adds: true },
	backup: 500,
})
