import { defineTable } from './define-table.ts'

interface InterviewStampRow {
	project: string
	round: string
	district: string
	n: number
}

/**
 * `n` changes with every change in the interviews of a district, so that they need not be read to detect
 * it.
 */
export const interview_stamp = defineTable<InterviewStampRow>()({
	kind: 'projection',
	rights: { adds: true, changes: true },
	backup: 500,
})
