import { describe, expect, test } from 'vitest'
import { nodesOf } from '#shared/forms/form-nodes'
import { cheats, type Habit, plantRound, seenPlanted } from '#shared/testing/planted-round'
import { loadInstrument } from '../../tests/helpers/instruments.ts'
import type { FinishedInterview, RoundSettings } from './checked-interview.ts'
import { type FlagDecision, listedFlags, type QualityFlag, stateOf } from './flags.ts'
import { householdFacts } from './household-facts.ts'
import { checkByEnumerator, isStraight, metresBetween } from './interview-flags.ts'
import { intervalOf } from './measures.ts'
import { findMostSimilar, packAnswers, readPacked, writePacked } from './packed-answers.ts'
import { rankEnumeratorsToVisit } from './rank-visits.ts'
import { createReassignmentCheck } from './reassigned-households.ts'
import { roundThresholdsWith } from './round-thresholds.ts'
import { checkRound, runQualityChecks } from './run-checks.ts'
import { correlationWithin } from './team-flags.ts'
import { thresholdsWith } from './thresholds.ts'

const limits = roundThresholdsWith()
const settings: RoundSettings = {
	offsetMinutes: 300,
	thresholds: thresholdsWith(),
	limits,
	newestVersionAt: () => 1,
	isSampled: () => null,
	wasReassigned: () => false,
	boundary: null,
	sexOf: () => null,
}
const paths = nodesOf(loadInstrument('household')).map(({ template }) => template)
const pathOf = (name: string) => paths.find((path) => path === name || path.endsWith(`/${name}`)) ?? name

const { facts: empty, packed: nothing } = householdFacts(new Map(), paths)
let made = 0
/** A plain interview of Amina's in the first cluster, with some facts changed. */
function interview(change: Partial<FinishedInterview> = {}): FinishedInterview {
	const startedAt = Date.UTC(2026, 0, 5, 5) + made * 3_600_000 * 24
	const record = `record ${++made}`
	return {
		...empty,
		record,
		person: 'amina',
		cluster: 'PK607-01',
		household: made,
		isComplete: true,
		result: 'complete',
		activeMinutes: 30,
		accuracyMetres: 10,
		formVersion: 1,
		clockErrorMs: 0,
		startedAt,
		finishedAt: startedAt + 30 * 60_000,
		packed: nothing,
		similarity: null,
		...change,
	}
}
const checkInterviews = (...args: Parameters<typeof checkByEnumerator>) =>
	[...checkByEnumerator(...args)].flat()
const found = (interviews: readonly FinishedInterview[], changed: Partial<RoundSettings> = {}) =>
	checkInterviews(interviews, 'PK607', { ...settings, ...changed }).map(({ flags }) =>
		flags.map(({ kind }) => kind),
	)

describe('an interview compared with those of its district', () => {
	test('[Q02] a household interviewed twice, and one outside the sample', () => {
		expect(found([interview({ household: 7 }), interview({ household: 7 })])).toEqual([
			['line-twice'],
			['line-twice'],
		])
		expect(found([interview({ household: 7 }), interview({ household: 7, cluster: 'PK607-02' })])).toEqual([
			[],
			[],
		])
		expect(found([interview()], { isSampled: () => false })).toEqual([['not-in-sample']])
	})
	test('[Q02] begun after its household was assigned to another enumerator', () => {
		const at = (hour: number) => `2026-03-02T${String(hour).padStart(2, '0')}:00:00.000Z`
		const household = { cluster: 'PK607-01', household: 7 }
		const wasTaken = createReassignmentCheck([
			{ ...household, person: 'amina', since: at(5), until: at(8) },
			{ ...household, person: 'bilal', since: at(8), until: null },
			{ ...household, person: 'dana', since: at(5), until: at(6) },
			{ ...household, person: 'dana', since: at(7), until: at(9) },
		])
		const flagsFor = (person: string, hour: number) =>
			found([interview({ ...household, person, startedAt: Date.parse(at(hour)) })], {
				wasReassigned: wasTaken,
			})[0]
		// an interview that began before counts, whenever it arrives; a household that was never assigned is
		// another check
		expect(flagsFor('amina', 7)).not.toContain('no-longer-theirs')
		expect(flagsFor('amina', 8)).toContain('no-longer-theirs')
		expect(flagsFor('bilal', 9)).not.toContain('no-longer-theirs')
		expect(flagsFor('bilal', 7)).not.toContain('no-longer-theirs')
		expect(flagsFor('zoya', 9)).not.toContain('no-longer-theirs')
		// assigned to her again meanwhile
		expect(flagsFor('dana', 7)).not.toContain('no-longer-theirs')
		expect(flagsFor('dana', 6)).toContain('no-longer-theirs')
	})
	test('[Q03] much shorter than others on the same path through the form', () => {
		const usual = Array.from({ length: 11 }, () => interview({ activeMinutes: 50 }))
		expect(found([...usual, interview({ activeMinutes: 19 })]).at(-1)).toEqual(['short-for-path'])
		// a respondent who has heard of it has a longer path
		const other = interview({ activeMinutes: 19, isSo: ['heard-tip'] })
		expect(found([...usual, other]).at(-1)).toEqual([])
	})
	test('[Q04] begun right after the previous one, and one too many on a day', () => {
		const first = interview()
		const soon = { startedAt: first.finishedAt + 60_000, finishedAt: first.finishedAt + 31 * 60_000 }
		expect(found([first, interview(soon)])).toEqual([[], ['soon']])
		expect(found([first, interview({ ...soon, person: 'bilal' })])).toEqual([[], []])
		// an interview that came later has no effect
		expect(found([first, interview(soon), interview()])).toEqual([[], ['soon'], []])
	})
	test('[Q05] a section in less than two seconds per question', () => {
		expect(found([interview({ sections: { j_opinions: [9000, 6], f_knowledge: [60_000, 11] } })])).toEqual([
			['fast-section'],
		])
		expect(found([interview({ sections: { j_opinions: [3000, 2] } })])).toEqual([[]])
	})
	test('[Q06] outside the district boundary by more than the precision of such boundaries', () => {
		const boundary: [number, number][][] = [
			[
				[70, 30],
				[71, 30],
				[71, 31],
				[70, 31],
			],
		]
		const at = (north: number) => found([interview({ place: [north, 70.5] })], { boundary })
		expect(at(30.5)).toEqual([[]])
		expect(at(29.98)).toEqual([[]])
		expect(at(29.9)).toEqual([['outside-district']])
		expect(found([interview({ place: [29.9, 70.5] })])).toEqual([[]])
		const [seen] = checkInterviews([interview({ place: [29.9, 70.5] })], 'PK607', { ...settings, boundary })
		// no metres: they would disclose the house
		expect(seen?.flags).toMatchObject([{ found: 12, limit: 3 }])
	})
	test('[Q06] where the server cannot read the location, the flag of the phone counts', () => {
		const explanation = { kind: 'far', found: 900, limit: 500, reason: 'met-elsewhere', words: '' } as const
		expect(found([interview({ explained: [explanation] })])).toEqual([['far']])
		// corrected since: it is near
		expect(found([interview({ explained: [explanation], area: 'urban', distanceMetres: 10 })])).toEqual([[]])
	})
	test('[Q15] a man interviews a woman, where the sex of the enumerator is known', () => {
		const sexOf = (person: string) => (person === 'amina' ? 'female' : null)
		const of = (change: Partial<FinishedInterview>) => found([interview(change)], { sexOf })
		expect(of({ gender: 'male', assignedSex: 'male' })).toEqual([['interviewer-sex']])
		expect(of({ gender: 'female', assignedSex: 'female' })).toEqual([[]])
		expect(of({ assignedSex: 'male' })).toEqual([['interviewer-sex']])
		expect(of({ gender: 'transgender', assignedSex: 'male' })).toEqual([[]])
		expect(of({ person: 'bilal', gender: 'male' })).toEqual([[]])
	})
	test('[Q07] three at one location, or two at exactly the same', () => {
		const at = (north: number) => interview({ place: [north, 70], household: made + 1 })
		expect(found([at(30), at(30.00004), at(30.00008)])).toEqual([
			['same-place'],
			['same-place'],
			['same-place'],
		])
		expect(found([at(30), at(30.00004)])).toEqual([[], []])
		expect(found([at(30), at(30)])).toEqual([['same-place'], ['same-place']])
		// a second visit to the same household is the same place
		const again = { place: [30, 70], household: 7, isComplete: false } as const
		expect(found([interview(again), interview(again), interview(again)])).toEqual([[], [], []])
		// household seven of another cluster is another house
		const elsewhere = interview({ ...again, cluster: 'PK607-02' })
		expect(found([interview(again), elsewhere])).toEqual([['same-place'], ['same-place']])
		expect(metresBetween([30, 70], [30, 70.001])).toBeCloseTo(96.3, 0)
	})
	test('[Q04] two interviews of one enumerator at the same time, in different households', () => {
		const at = (minutes: number, change: Partial<FinishedInterview> = {}) => {
			const startedAt = Date.UTC(2026, 0, 5, 6) + minutes * 60_000
			return interview({ startedAt, finishedAt: startedAt + 30 * 60_000, ...change })
		}
		expect(found([at(0), at(20)])).toEqual([['overlap'], ['overlap']])
		expect(found([at(0), at(25)])).toEqual([[], []])
		expect(found([at(0), at(20, { person: 'bilal' })])).toEqual([[], []])
		// the same household: it is a duplicate, and has a flag of its own
		const again = at(20, { household: made })
		expect(found([at(0, { household: again.household }), again]).flat()).not.toContain('overlap')
		// one was left open while the other was done
		expect(found([at(0, { activeMinutes: 15 }), at(20)])).toEqual([[], []])
	})
	test('[Q10] the same opinion six times; “don’t know” is no opinion', () => {
		expect(isStraight('3 3 3 3 3 3')).toBe(true)
		expect(isStraight('3 3 3 3 3 4')).toBe(false)
		expect(isStraight('88 88 88 88 88 88')).toBe(false)
	})
	test('[Q17] a replacement household was opened before the original was visited three times', () => {
		const absent = interview({ household: 3, isComplete: false, result: 'absent', visit: 2 })
		const reserve = interview({ household: 16, isReserve: true, replaces: 3 })
		expect(found([absent, reserve])).toEqual([[], ['early-reserve']])
		expect(found([{ ...absent, visit: 3 }, reserve])).toEqual([[], []])
	})
	test('[Q21] a wrong clock', () => {
		expect(found([interview({ clockErrorMs: -6 * 60_000 })])).toEqual([['clock']])
	})
	test('[Q21] a clock set back between two saves of one phone', () => {
		const at = Date.UTC(2026, 0, 5, 6)
		const saved = (n: number, minutes: number, clockMinutes = minutes) =>
			interview({
				startedAt: at + minutes * 60_000 - 1_800_000,
				finishedAt: at + minutes * 60_000,
				saved: { device: 'phone', n, clockAt: at + clockMinutes * 60_000 },
			})
		expect(found([saved(1, 0), saved(2, 300), saved(3, 120)])).toEqual([[], [], ['clock-back']])
		// the error was known, and the clock was corrected in between
		expect(found([saved(1, 0, 180), saved(2, 60, 60)])).toEqual([[], []])
	})
	test('[Q07] many at one location are a tower where other enumerators work there as well', () => {
		const at = (north: number, person = 'amina') =>
			interview({ place: [north, 70], household: made + 1, person })
		const own = [at(30), at(30.00004), at(30.00008)]
		expect(found([...own, at(30.0002, 'bilal'), at(30.0001, 'bilal')]).flat()).toEqual([])
	})
	test('a reason given on the phone is attached to the same flag', () => {
		const explanation = {
			kind: 'short',
			found: 9,
			limit: 12,
			reason: 'quick-person',
			words: 'a student',
		} as const
		const [seen] = checkInterviews(
			[interview({ activeMinutes: 9, explained: [explanation] })],
			'PK607',
			settings,
		)
		expect(seen?.flags).toMatchObject([{ kind: 'short', reason: 'quick-person', words: 'a student' }])
	})
})

describe('similarity', () => {
	const answers = (change: Record<string, string> = {}) =>
		packAnswers(
			new Map(
				[...(plantRoundOf('plain')[0]?.interviews[0]?.answers ?? [])].map(([path, answer]) => {
					const name = path.slice(path.lastIndexOf('/') + 1)
					return [name, change[name] ?? answer]
				}),
			),
		)
	test('is the share of items in common, of those that one has', () => {
		const one = answers()
		const other = answers({ age: 'other', marital: 'other' })
		const items = one.filter((byte) => byte !== 0).length
		expect(findMostSimilar(one, [['a', other]], 45)).toEqual({ record: 'a', share: (items - 2) / items })
		expect(
			findMostSimilar(
				one,
				[
					['a', other],
					['b', one],
				],
				45,
			),
		).toEqual({ record: 'b', share: 1 })
		expect(
			findMostSimilar(
				one,
				[
					['b', one],
					['a', other],
				],
				45,
			),
		).toEqual({ record: 'b', share: 1 })
	})
	test('two with few answers are not similar', () => {
		expect(findMostSimilar(answers(), [['a', answers()]], 62)).toBeNull()
		expect(findMostSimilar(nothing, [['a', nothing]], 1)).toBeNull()
	})
	test('packed answers survive serialization', () => {
		expect(readPacked(writePacked(answers()))).toEqual(answers())
		// packed by an earlier version with fewer items
		expect(readPacked(writePacked(answers().subarray(0, 20))).length).toBe(nothing.length)
	})
})

describe('a quality flag', () => {
	const flag = (change: Partial<QualityFlag> = {}): QualityFlag => ({
		kind: 'often-far',
		subject: 'amina',
		item: '',
		district: 'PK607',
		person: 'amina',
		found: 0.4,
		limit: 0.25,
		many: 40,
		strength: 1.6,
		reason: '',
		words: '',
		other: null,
		...change,
	})
	const decided: FlagDecision = {
		state: 'explained',
		by: 'Sana',
		at: '2026-01-09',
		why: 'w',
		found: 0.4,
		many: 40,
		other: null,
	}
	test('[R15] is open until resolved, and has its resolution from then on', () => {
		expect(stateOf(flag(), [])).toBe('open')
		expect(stateOf(flag({ found: 0.42, many: 45 }), [decided])).toBe('explained')
		expect(stateOf(flag(), [decided, { ...decided, state: 'open' }])).toBe('open')
	})
	test('about an enumerator reopens after half as many further interviews', () => {
		expect(stateOf(flag({ many: 60 }), [decided])).toBe('open')
	})
	test('about one interview reopens when its finding changes', () => {
		const short = flag({ kind: 'short', found: 9, many: 1 })
		expect(stateOf(short, [{ ...decided, found: '9', many: 1 }])).toBe('explained')
		expect(stateOf(short, [{ ...decided, found: 8, many: 1 }])).toBe('open')
	})
	test('of a near duplicate reopens when it resembles a third interview', () => {
		const duplicateOf = (other: string) => flag({ kind: 'alike', found: 90, many: 1, other })
		const decision = { ...decided, found: '90', many: 1, other: 'b' }
		expect(stateOf(duplicateOf('b'), [decision])).toBe('explained')
		expect(stateOf(duplicateOf('c'), [decision])).toBe('open')
	})
	test.each([
		['just under the limit, which rounds to it', 1.32, 4, true],
		['under the limit also when rounded', 1.31, 3.9, false],
	])('with an index %s', (_, strength, points, isVisited) => {
		const far = flag({ kind: 'often-same-place', strength })
		expect(rankEnumeratorsToVisit(listedFlags([far], new Map()), 4)).toMatchObject([{ points, isVisited }])
	})
	test('that is resolved leads to no visit', () => {
		const far = flag({ kind: 'often-same-place', strength: 3 })
		expect(rankEnumeratorsToVisit(listedFlags([far], new Map()), 4)).toMatchObject([
			{ person: 'amina', isVisited: true },
		])
		const decisions = new Map([['often-same-place amina  PK607', [decided]]])
		expect(rankEnumeratorsToVisit(listedFlags([far], decisions), 4)).toEqual([])
	})
})

describe('an enumerator compared with others of the district', () => {
	/**
	 * Twenty of Amina's interviews, `many` of them with the change; twenty of Bilal's in the same clusters are
	 * without it.
	 */
	const kinds = (
		many: number,
		change: Partial<FinishedInterview>,
		usual: Partial<FinishedInterview> = {},
	) => {
		const twenty = (person: string, so: number) =>
			Array.from({ length: 20 }, (_, i) =>
				interview({ person, cluster: `PK607-0${1 + (i % 5)}`, ...usual, ...(i < so ? change : {}) }),
			)
		return runQualityChecks([...twenty('amina', many), ...twenty('bilal', 0)], 'PK607', settings)
			.flags.filter(({ subject }) => !subject.startsWith('record'))
			.map(({ kind, subject }) => `${kind} ${subject}`)
	}
	const exposed = { isSo: ['heard-tip', 'saw-message'] } as const
	test.each<[string, number, number, Partial<FinishedInterview>, Partial<FinishedInterview>, string]>([
		['[Q03] too short', 3, 4, { activeMinutes: 9 }, exposed, 'often-short'],
		['[Q06] far away', 5, 6, { area: 'urban', distanceMetres: 900 }, { distanceMetres: 0 }, 'often-far'],
		[
			'[Q08] without a place',
			2,
			3,
			{ accuracyMetres: 'none', isPlaceExplained: true },
			exposed,
			'often-no-place',
		],
		['[Q10] straight', 2, 3, { opinions: '4 4 4 4 4 4' }, exposed, 'often-straight'],
		['[Q13] decoy', 3, 4, { isSo: ['heard-tip', 'saw-message', 'decoy'] }, exposed, 'often-decoy'],
		[
			'[Q24] language',
			6,
			7,
			{ language: 'ur' },
			{ ...exposed, language: 'skr', homeLanguage: 'skr' },
			'often-other-language',
		],
	])('%s: %i of twenty raise no flag, %i do', (_, few, many, change, usual, kind) => {
		expect(kinds(few, change, usual)).toEqual([])
		expect(kinds(many, change, usual)).toEqual([`${kind} amina`])
	})
	test('[Q11] far fewer positive answers than colleagues in the same clusters', () => {
		expect(kinds(3, { isSo: ['saw-message'] }, exposed)).not.toContain('few-heard amina')
		expect(kinds(14, { isSo: ['saw-message'] }, exposed)).toContain('few-heard amina')
		// if the others find as little, it is due to the place
		const sawMessageOnly = { isSo: ['saw-message'] } as const
		expect(kinds(14, sawMessageOnly, sawMessageOnly)).not.toContain('few-heard amina')
	})
	test('[Q11] women interviewing women get fewer positive answers than men interviewing men, without a flag', () => {
		const twenty = (person: string, sex: 'male' | 'female', cluster: string, heardCount: number) =>
			Array.from({ length: 20 }, (_, i) =>
				interview({
					person,
					assignedSex: sex,
					gender: sex,
					cluster,
					isSo: i < heardCount ? ['heard-tip'] : [],
				}),
			)
		const people = [
			...twenty('amina', 'female', 'PK607-01', 6),
			...twenty('bilal', 'male', 'PK607-01', 17),
			...twenty('sana', 'female', 'PK607-02', 6),
			...twenty('karim', 'male', 'PK607-02', 17),
		]
		const flags = runQualityChecks(people, 'PK607', settings).flags.filter(({ kind }) => kind === 'few-heard')
		expect(flags).toEqual([])
	})
	test('[Q12] three times as much non-response as the team', () => {
		const usual = { ...exposed, noAnswers: 1, choices: 50 }
		expect(kinds(20, { noAnswers: 3 }, usual)).toEqual([])
		expect(kinds(20, { noAnswers: 4 }, usual)).toEqual(['often-no-answer amina'])
	})
	test('[Q18] far more refusals of re-contact than others: no back-check would find it', () => {
		const yes = { isSo: ['heard-tip', 'saw-message', 'may-recontact'] } as const
		expect(kinds(1, exposed, yes)).not.toContain('few-recontact amina')
		expect(kinds(20, exposed, yes)).toContain('few-recontact amina')
		// if hardly anybody agrees to re-contact, that is usual here
		expect(kinds(20, exposed, exposed)).not.toContain('few-recontact amina')
		// if every second person refuses, all of one enumerator's refusing is no chance
		const half = (person: string, so: (i: number) => boolean) =>
			Array.from({ length: 40 }, (_, i) => interview({ person, ...(so(i) ? yes : exposed) }))
		const team = half('bilal', (i) => i % 2 === 0)
		const { flags } = runQualityChecks([...half('amina', () => false), ...team], 'PK607', settings)
		expect(flags.filter(({ kind }) => kind === 'few-recontact')).toMatchObject([{ subject: 'amina' }])
		// that alone is reason enough for a visit
		expect(rankEnumeratorsToVisit(listedFlags(flags, new Map()), limits.q00VisitPoints)[0]).toMatchObject({
			person: 'amina',
			isVisited: true,
		})
	})
	test('[Q14] [Q16] [Q20] of the team: differing answers between enumerators, adults listening, answers without a code', () => {
		const occ = packAnswers(new Map([['occ', 'other']]))
		expect(kinds(20, { isSo: ['heard-som', 'overheard'] }, exposed)).toContain('often-overheard PK607')
		expect(kinds(3, { others: ['occ'] }, { ...exposed, packed: occ })).toEqual(['other-answers PK607'])
		expect(kinds(1, { others: ['occ'] }, { ...exposed, packed: occ })).toEqual([])
	})
	test('fewer than twenty raise no flag', () => {
		const few = Array.from({ length: 19 }, () => interview({ opinions: '4 4 4 4 4 4' }))
		expect(
			runQualityChecks(few, 'PK607', settings).flags.filter(({ kind }) => kind === 'often-straight'),
		).toEqual([])
		const others = few.map((each) => ({
			...each,
			others: ['occ'],
			packed: packAnswers(new Map([['occ', 'other']])),
		}))
		expect(
			runQualityChecks(others, 'PK607', settings).flags.filter(({ kind }) => kind === 'other-answers'),
		).toEqual([])
	})
})

test('[Q14] the intra-enumerator correlation is that of an analysis of variance', () => {
	expect(
		correlationWithin([
			[1, 1, 1],
			[0, 0, 0],
		]),
	).toBe(1)
	expect(
		correlationWithin([
			[1, 0, 1, 0],
			[0, 1, 0, 1],
		]),
	).toBeCloseTo(-1 / 3)
	expect(correlationWithin([[1, 0]])).toBe(0)
})

test('an interval stays between 0 and 1, also for few interviews', () => {
	const [low, high] = intervalOf({ so: 0, of: 10 })
	expect(low).toBe(0)
	expect(high).toBeCloseTo(0.2775, 3)
	expect(intervalOf({ so: 0, of: 0 })).toEqual([0, 1])
})

function plantRoundOf(...habits: Habit[]) {
	const districts = ['PK607', 'PK608', 'PK609', 'PK610', 'PK611']
	return plantRound({
		seed: 7,
		round: 'endline',
		perDistrict: 300,
		pathOf,
		districts: districts.slice(0, Math.max(1, habits.length)),
		habitOf: (enumerator) =>
			(enumerator % 4 === 1 ? habits[Math.floor(enumerator / 4)] : undefined) ?? 'plain',
	})
}

test('of twenty enumerators the five who cheat are named, and no others', () => {
	const planted = plantRoundOf(...cheats)
	const before: [string, Uint8Array][] = []
	const districts = seenPlanted(planted, paths, (packed, record) => {
		const likeness = findMostSimilar(packed, before, limits.q09LeastItems)
		before.push([record, packed])
		return likeness
	})
	const flags = [...checkRound(districts, settings).values()].flatMap((each) => each.flags)
	const named = rankEnumeratorsToVisit(listedFlags(flags, new Map()), limits.q00VisitPoints).filter(
		({ isVisited }) => isVisited,
	)
	const habits = named.map(({ person }) => planted.find(({ code }) => code === person)?.habit)
	expect(habits.sort()).toEqual([...cheats].sort())
})
