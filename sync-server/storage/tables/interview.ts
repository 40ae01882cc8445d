import { defineTable, type JsonText, type Time, type ZeroOrOne } from './define-table.ts'

interface InterviewRow {
	record: string
	project: string
	round: string
	district: string
	/** '' if the record has none. */
	cluster: string
	person: string
	demonstration: ZeroOrOne
	finished: Time
	/** Sequence number of the store when it was evaluated. */
	seq: number
	/** Version of the extraction (`factsVersion`). */
	facts_version: number
	/** `HouseholdFacts`. */
	facts: JsonText
	/** `writePacked`; '' if no interview took place. */
	answers: string
	/** 0 until the most similar earlier interview of the round was searched for. */
	compared: ZeroOrOne
	/** The most similar record, and the share of equal answers. */
	most_similar: string | null
	similarity_permille: number | null
	/** Number of the comparison in which it was last compared, counted in its round; 0 before. */
	comparison: number
	/** Day in the study's time zone on which it was finished; null unless completed. */
	done_on: string | null
	/** Hour of the week in which it began (`hourOfWeek`); null unless completed. */
	start_hour: number | null
	/** Whole minutes spent on questions, at most `maxMinutes`; null unless completed. */
	minutes: number | null
}

/** Facts for the quality checks, of each finished household record. A cache like `record`. */
export const interview = defineTable<InterviewRow>()({
	kind: 'projection',
	rights: { adds: true, changes: true, removes: true },
	erasure: { record: 'record', by: 'own' },
	backup: 500,
})
