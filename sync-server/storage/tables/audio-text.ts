import { defineTable, type Time } from './define-table.ts'

interface AudioTextRow {
	project: string
	form: string
	language: string
	text: string
	/** Location of the text when it was recorded. */
	template: string
	/** SHA-256 of the file. */
	hash: string
	size: number
	/** Content type, detected from its first bytes. */
	type: string
	/** Person who recorded it, or confirmed that it is still right. */
	person: string
	at: Time
}

/** Audio of a form's texts, each by the text that it reads (`computeAudioTextKey`). */
export const audio_text = defineTable<AudioTextRow>()({
	kind: 'truth',
	rights: { adds: true, changes: true, removes: true },
	backup: 500,
})
