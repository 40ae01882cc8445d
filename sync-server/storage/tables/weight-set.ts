import { type Blob, defineTable, type JsonText, type Time } from './define-table.ts'

interface WeightSetRow {
	project: string
	round: string
	n: number
	/** Last sequence number that it includes. */
	seq: number
	inputs: JsonText
	report: JsonText
	/** The file of weights, deflated: a row for each interview that has one. */
	weights: Blob
	/** SHA-256 of that file, hexadecimal. */
	checksum: string
	person: string
	at: Time
}

/** Weight sets of a round's interviews, as they were computed once. */
export const weight_set = defineTable<WeightSetRow>()({
	kind: 'truth',
	rights: { adds: true },
	backup: 10,
})
