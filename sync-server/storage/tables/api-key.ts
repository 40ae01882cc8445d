import { defineTable, type Time } from './define-table.ts'

interface ApiKeyRow {
	id: string
	/** Digest of the key. */
	digest: string
	person: string
	name: string
	/** Null for any form. */
	form: string | null
	round: string | null
	created: Time
	expires: Time
	last_used: Time | null
}

/** API keys, with which programs read in a person's name. */
export const api_key = defineTable<ApiKeyRow>()({
	kind: 'truth',
	rights: { adds: true, changes: ['last_used', 'expires'], removes: true },
	backup: 500,
})
