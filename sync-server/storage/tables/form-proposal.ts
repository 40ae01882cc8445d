import { defineTable, type JsonText, type Time } from './define-table.ts'

interface FormProposalRow {
	id: string
	project: string
	form: string
	/** The version that it would follow. */
	base: number
	hash: string
	definition: JsonText
	proposed: Time
	/** Null if it came with the program. */
	proposed_by: string | null
	/** `waiting`, `published`, `rejected`, or `replaced` by another version. */
	state: string
}

/** Form versions that need or needed an approval. */
export const form_proposal = defineTable<FormProposalRow>()({
	kind: 'truth',
	rights: { adds: true, changes: ['state'] },
	backup: 20,
})
