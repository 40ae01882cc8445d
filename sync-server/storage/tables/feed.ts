import { defineTable } from './define-table.ts'

interface FeedRow {
	project: string
	scope: string
	seq: number
	kind: string
	ref: string
}

/**
 * Feed of each scope, in order: `person:<id>`, `all`. `kind`: `revision`, `document`, or `destroyed` with a
 * record as `ref`.
 */
export const feed = defineTable<FeedRow>()({
	kind: 'truth',
	rights: { adds: true, removes: true },
	backup: 500,
})
