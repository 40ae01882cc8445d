import { defineTable, type Time } from './define-table.ts'

interface SessionRow {
	digest: string
	person: string
	created: Time
	last_seen: Time
	expires: Time
	/** Name of the browser, as it reported it. */
	label: string
	/** Time of the last proof of identity in this session; null in sessions from before it was recorded. */
	stepped_up: Time | null
}

/** Sessions of the desk. Only the digest of the token is stored. */
export const session = defineTable<SessionRow>()({
	kind: 'temporary',
	rights: { adds: true, changes: true, removes: true },
	backup: null,
})
