import { defineTable, type JsonText, type Time } from './define-table.ts'

interface ExportJobRow {
	id: string
	project: string
	person: string
	/** Rights with which it was created: it is returned only to a user who still has them. */
	rights: JsonText
	/** File name. */
	name: string
	/** Content type. */
	type: string
	/** Entry of the audit log for its download. */
	audit_event: JsonText
	state: 'waiting' | 'running' | 'done' | 'failed'
	/** Error that ended it, as a serialised `Problem`. */
	problem: JsonText | null
	progress: JsonText | null
	/** SHA-256, hexadecimal; null until it is complete. */
	hash: string | null
	bytes: number | null
	requested: Time
	/** Last sign of life of the process that creates it. */
	heartbeat: Time
	/** Expiry, after which it is deleted. */
	until: Time
}

/**
 * Exports that the server creates in the background, and stores for a day. Their bytes are with the
 * attachments.
 */
export const export_job = defineTable<ExportJobRow>()({
	kind: 'temporary',
	rights: { adds: true, changes: true, removes: true },
	backup: null,
})
