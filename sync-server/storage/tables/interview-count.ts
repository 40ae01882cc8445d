import { defineTable, type ZeroOrOne } from './define-table.ts'

interface InterviewCountRow {
	project: string
	demonstration: ZeroOrOne
	round: string
	about: string
	district: string
	/** '' if it is not counted by person. */
	person: string
	value: string
	interviews: number
}

/**
 * Counts of completed interviews, by one column each (`ChartedThing`). A cache of `interview`, updated
 * together with it.
 */
export const interview_count = defineTable<InterviewCountRow>()({
	kind: 'projection',
	rights: { adds: true, changes: true, removes: true },
	backup: 500,
})
