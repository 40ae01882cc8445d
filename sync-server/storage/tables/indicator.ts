import { defineTable, type JsonText, type Time, type ZeroOrOne } from './define-table.ts'

interface IndicatorRow {
	project: string
	id: string
	n: number
	demonstration: ZeroOrOne
	is_on: ZeroOrOne
	wording: JsonText
	person: string
	at: Time
}

/** A revision of an indicator; built-in ones have a row only if they were changed. */
export const indicator = defineTable<IndicatorRow>()({
	kind: 'truth',
	rights: { adds: true },
	backup: 500,
})
