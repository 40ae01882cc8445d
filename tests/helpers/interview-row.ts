import type { InterviewRow } from '../../sync-server/storage/quality/interviews.ts'

/** Returns the row of a visit without an interview, with changes. */
export const interviewRow = (record: string, over: Partial<InterviewRow> = {}): InterviewRow => ({
	record,
	round: 'endline',
	district: 'PK607',
	cluster: 'PK607-01',
	person: 'p',
	demonstration: 0,
	finished: '2026-01-01T00:00:00.000Z',
	facts_version: 1,
	facts: '{}',
	answers: '',
	done_on: null,
	start_hour: null,
	minutes: null,
	...over,
})
