import type { BulkEditListItem, BulkEditRecordsResponse, FoundChanges } from '#shared/cleaning/bulk-edit'
import type { RuleListItem, RuleListResponse, RuleViolation } from '#shared/cleaning/rules'

/* Records, edits and rules of the data cleaning page, as replies of the server. */

export type FoundRecord = FoundChanges['records'][number]

/** A record whose answer to `rooms` changes from 2 to 3. */
export const foundRecord = (n: number, over: Partial<FoundRecord> = {}): FoundRecord => ({
	id: `record-${n}`,
	name: `House ${n}`,
	formVersion: 1,
	changes: [{ path: 'rooms', before: 2, after: 3 }],
	hides: [],
	rows: {},
	...over,
})

export const foundChanges = (
	records: readonly FoundRecord[],
	over: Partial<FoundChanges> = {},
): FoundChanges => ({
	searchedRecords: 1200,
	skipped: 0,
	notPossible: 0,
	disputed: 0,
	isMore: false,
	records: [...records],
	...over,
})

export const bulkEditListItem = (id: string, over: Partial<BulkEditListItem> = {}): BulkEditListItem => ({
	id,
	undoes: null,
	isFromFile: false,
	author: 'Sadia',
	at: '2026-01-12T05:00:00.000Z',
	why: `Why ${id}`,
	records: 3,
	undoneRecords: 0,
	lastSeq: 90,
	...over,
})

/** One page of the records of an edit of `rooms`; each record's number is its position. */
export const correctedPage = (numbers: readonly number[], isMore = false): BulkEditRecordsResponse => ({
	records: numbers.map((n) => ({
		id: `record-${n}`,
		name: `House ${n}`,
		form: 'household',
		formVersion: 1,
		seq: n,
		changes: [{ path: 'rooms', before: 2, after: 3 }],
		rows: {},
	})),
	isMore,
})

/** A rule of at most 20 rooms per house, without a suggestion. */
export const ruleListed = (id: string, over: Partial<RuleListItem> = {}): RuleListItem => ({
	id,
	n: 1,
	name: `Rule ${id}`,
	question: 'rooms',
	holds: '${rooms} <= 20',
	message: 'So many rooms?',
	into: null,
	isOn: true,
	by: 'Sadia',
	at: '2026-01-12T05:00:00.000Z',
	open: 0,
	right: 0,
	earlier: [],
	...over,
})

export const rulesListed = (
	rules: readonly RuleListItem[],
	over: Partial<RuleListResponse> = {},
): RuleListResponse => ({
	rules: [...rules],
	uncheckedRecords: 0,
	failed: [],
	...over,
})

/** A house with 200 rooms, for which the rule `r1` suggests 20. */
export const ruleViolation = (n: number, over: Partial<RuleViolation> = {}): RuleViolation => ({
	id: `record-${n}`,
	name: `House ${n}`,
	district: 'PK607',
	cluster: 'C1',
	by: 'Nadia',
	rule: 'r1',
	path: 'rooms',
	reads: [{ path: 'rooms', answer: 200 }],
	suggested: { after: 20, hides: [] },
	right: null,
	rows: {},
	...over,
})
