import { defineTable, type Time, type ZeroOrOne } from './define-table.ts'

interface CallRow {
	record: string
	project: string
	demonstration: ZeroOrOne
	/** Month in the study's time zone in which it began, `2023-05`. */
	month: string
	/** Null if only the month is known. */
	began: Time | null
	/** Owner of its record. */
	operator: string
	/** These six are codes of the form, '' if not asked; the district is where the caller lives. */
	district: string
	channel: string
	category: string
	gender: string
	outcome: string
	urgency: string
	/** Upper limit of its length, s; null if unknown. */
	max_seconds: number | null
	/** 1: imported from an older register. */
	is_imported: ZeroOrOne
	/** 1: a call-back was promised here. */
	awaits_call_back: ZeroOrOne
	/** Version of the extraction (`callFactsVersion`). */
	facts_version: number
}

/** Facts of each finished helpline call that is not void. A cache like `record`. */
export const call = defineTable<CallRow>()({
	kind: 'projection',
	rights: { adds: true, changes: true, removes: true },
	erasure: { record: 'record', by: 'own' },
	backup: 500,
})
