import type { FlagListItem } from '#shared/quality/flags'
import type {
	EnumeratorResponse,
	FlaggedInterviewListed,
	FlaggedList,
	QualityAlertsResponse,
	Scorecard,
	ScorecardsResponse,
} from '#shared/quality/quality-api'
import { minutesAt } from './charts-fixtures.ts'

/** An open flag on one interview of Nadia's: its answers equal those of another one. */
export const flagListed = (over: Partial<FlagListItem> = {}): FlagListItem => ({
	kind: 'alike',
	subject: 'record-1',
	item: '',
	district: 'PK607',
	person: 'person-nadia',
	found: 97,
	limit: 90,
	many: 1,
	strength: 1.1,
	reason: '',
	words: '',
	other: null,
	state: 'open',
	decisions: [],
	...over,
})

export type FlagDecision = FlagListItem['decisions'][number]
export const flagDecision = (over: Partial<FlagDecision> = {}): FlagDecision => ({
	state: 'explained',
	by: 'Bina',
	at: '2026-01-12T05:00:00.000Z',
	why: 'Twins',
	found: 97,
	many: 1,
	other: null,
	...over,
})

export const qualityListed = (over: Partial<QualityAlertsResponse> = {}): QualityAlertsResponse => ({
	alerts: [],
	team: [],
	open: [],
	interviews: 400,
	uncompared: 0,
	outdatedDistricts: 0,
	...over,
})

/** Nadia, with 40 interviews on 8 days and no flags. */
export const enumeratorOf = (over: Partial<EnumeratorResponse> = {}): EnumeratorResponse => ({
	person: { id: 'person-nadia', name: 'Nadia', code: 'nadia' },
	district: 'PK607',
	interviews: 40,
	days: 8,
	least: 20,
	minutes: { own: 31, team: 42.5 },
	perDay: { own: 5, team: null },
	durations: {
		own: minutesAt({ 31: 40 }),
		team: minutesAt({ 42: 100 }),
		limits: { q03ShortestMinutes: 15, q03LongestMinutes: 120 },
	},
	shares: [],
	flags: [],
	latest: [],
	...over,
})

const nadia = { id: 'person-nadia', name: 'Nadia', code: 'nadia' }

/** A flag of Nadia's in a list. */
export const flaggedInterview = (over: Partial<FlaggedInterviewListed> = {}): FlaggedInterviewListed => ({
	flag: flagListed(),
	severity: 'high',
	name: 'House 7',
	person: nadia,
	finished: '2026-01-14T05:00:00.000Z',
	...over,
})

/** Two flags of Nadia's: a near duplicate, and a household with two interviews. */
export const flaggedList = (over: Partial<FlaggedList> = {}): FlaggedList => ({
	flagged: [
		flaggedInterview(),
		flaggedInterview({
			flag: flagListed({ subject: 'record-2', kind: 'line-twice', found: 2 }),
			name: '',
			finished: null,
		}),
	],
	total: 2,
	kinds: [
		{ kind: 'alike', severity: 'high', count: 12 },
		{ kind: 'line-twice', severity: 'high', count: 3 },
	],
	uncompared: 0,
	outdatedDistricts: 0,
	...over,
})

/** Scorecard of a person with one reason to visit them: many interviews were too short. */
export const scorecard = (name: string, over: Partial<Scorecard> = {}): Scorecard => ({
	person: { id: `person-${name.toLowerCase()}`, name, code: name.toLowerCase() },
	district: 'PK607',
	interviews: 40,
	points: 7.5,
	isVisited: true,
	flags: { high: 2, medium: 0, low: 1 },
	reasons: [flagListed({ kind: 'often-short', subject: 'person-nadia', found: 0.25, limit: 0.1, many: 40 })],
	minutes: 31.4,
	shares: [
		{ measure: 'short', so: 10, of: 40 },
		{ measure: 'alike', so: 0, of: 0 },
	],
	lastDay: '2026-01-14',
	...over,
})

export const scorecardsListed = (over: Partial<ScorecardsResponse> = {}): ScorecardsResponse => ({
	enumerators: [],
	visitPoints: 5,
	least: 20,
	uncompared: 0,
	outdatedDistricts: 0,
	...over,
})
