import { type Blob, defineTable, type Time } from './define-table.ts'

interface UndecryptedFrameRow {
	project: string
	id: string
	key_id: string
	/** The enrolment that sent it. */
	device: string
	bytes: Blob
	signature: Blob | null
	received: Time
}

/**
 * Frames encrypted to a key that this server does not have, as they were sent. They have no sequence
 * number, since their phone keeps them.
 */
export const undecrypted_frame = defineTable<UndecryptedFrameRow>()({
	kind: 'temporary',
	rights: { adds: true, removes: true },
	backup: 100,
})
