import { defineTable, type JsonText, type Time } from './define-table.ts'

interface SavedViewRow {
	id: string
	project: string
	name: string
	view: JsonText
	person: string
	at: Time
}

/** A saved view of a form's table. */
export const saved_view = defineTable<SavedViewRow>()({
	kind: 'truth',
	rights: { adds: true, removes: true },
	backup: 500,
})
