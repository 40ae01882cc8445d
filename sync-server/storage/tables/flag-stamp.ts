import { defineTable } from './define-table.ts'

interface FlagStampRow {
	project: string
	round: string
	district: string
	stamp: string
}

/** State of a district of a round when its open flags were last saved. */
export const flag_stamp = defineTable<FlagStampRow>()({
	kind: 'projection',
	rights: { adds: true, changes: true },
	backup: 500,
})
