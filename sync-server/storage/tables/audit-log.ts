import { defineTable, type Time } from './define-table.ts'

interface AuditLogRow {
	project: string
	n: number
	/** Digest of the chain at the previous entry and the content of this one. */
	chain: string
	at: Time
	/** Null without a signed-in user, or if the server acted. */
	person: string | null
	/** Role at that time. */
	role: string | null
	kind: string
	/** Id of the object of the action. */
	of: string | null
	district: string | null
	round: string | null
	many: number | null
	/** Names of fields, separated by spaces. */
	fields: string
	browser: string
}

/**
 * Audit log: who did what at the desk, when, and to what. The database rejects updates and deletions of
 * entries.
 */
export const audit_log = defineTable<AuditLogRow>()({
	kind: 'truth',
	rights: { adds: true },
	backup: 500,
})
