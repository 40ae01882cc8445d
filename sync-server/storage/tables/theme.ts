import { defineTable, type JsonText, type Time, type ZeroOrOne } from './define-table.ts'

interface ThemeRow {
	project: string
	demonstration: ZeroOrOne
	id: string
	n: number
	is_on: ZeroOrOne
	wording: JsonText
	person: string
	at: Time
}

/** A revision of a theme; those of the forms' own list have a row only if they were changed. */
export const theme = defineTable<ThemeRow>()({
	kind: 'truth',
	rights: { adds: true },
	backup: 500,
})
