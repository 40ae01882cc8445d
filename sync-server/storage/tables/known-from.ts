import { defineTable } from './define-table.ts'

interface KnownFromRow {
	project: string
	seq: number
}

/** In older stores: the last number for which no chain value may be stored. */
export const known_from = defineTable<KnownFromRow>()({
	kind: 'truth',
	rights: {},
	backup: 10,
})
