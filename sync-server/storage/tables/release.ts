import { defineTable, type JsonText, type Time } from './define-table.ts'

interface ReleaseRow {
	id: string
	project: string
	name: string
	notes: string
	form: string
	round: string
	/** Kind, values, versions …, as `Release` has them. */
	options: JsonText
	/** Last sequence number that it contains. */
	seq: number
	records: number
	bytes: number
	checksum: string
	content: string
	person: string
	at: Time
	superseded: JsonText | null
}

/**
 * Releases: named states of a round's records. Their content is computed from revisions whenever it is
 * needed.
 */
export const release = defineTable<ReleaseRow>()({
	kind: 'truth',
	rights: { adds: true, changes: true },
	backup: 500,
})
