import { defineTable, type JsonText, type Time, type ZeroOrOne } from './define-table.ts'

interface RuleRow {
	project: string
	id: string
	n: number
	form: string
	/** 1: for demonstration records only. */
	demonstration: ZeroOrOne
	is_on: ZeroOrOne
	/** `RuleWording` */
	wording: JsonText
	person: string
	at: Time
}

/** Every revision of every rule for ever; the one with the highest number counts. */
export const rule = defineTable<RuleRow>()({
	kind: 'truth',
	rights: { adds: true },
	backup: 500,
})
