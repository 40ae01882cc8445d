import { defineTable, type Time } from './define-table.ts'

interface WeightingFileRow {
	project: string
	round: string
	kind: 'census' | 'clusters'
	n: number
	/** Source of the figures. */
	source: string
	/** CSV, always serialised in the same way. */
	content: string
	lines: number
	/** SHA-256 of the content, hexadecimal. */
	digest: string
	person: string
	at: Time
}

/** Sources of weights besides the records: population by census, and clusters as they were drawn. */
export const weighting_file = defineTable<WeightingFileRow>()({
	kind: 'truth',
	rights: { adds: true },
	backup: 10,
})
