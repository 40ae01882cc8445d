import { defineTable, type Time } from './define-table.ts'

interface AttachmentRow {
	/** Digest of record and name. */
	id: string
	project: string
	record: string
	/** The answer that names it. */
	name: string
	/** SHA-256, hexadecimal. */
	hash: string
	size: number
	/** The enrolment that sent it. */
	device: string
	received: Time
}

/** Completely received attachments. Their content is in the file store, by hash. */
export const attachment = defineTable<AttachmentRow>()({
	kind: 'truth',
	rights: { adds: true, removes: true },
	erasure: { record: 'record', by: 'own' },
	backup: 500,
})
