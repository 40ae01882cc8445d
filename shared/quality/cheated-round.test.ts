import { describe, expect, test } from 'vitest'
import { nodesOf } from '#shared/forms/form-nodes'
import type { Conduct } from '#shared/testing/cheated-answers'
import { cheatedRound, seenCheated } from '#shared/testing/cheated-round'
import { loadInstrument } from '../../tests/helpers/instruments.ts'
import type { RoundSettings } from './checked-interview.ts'
import { listedFlags } from './flags.ts'
import { matchesOf, matchLimits } from './near-duplicates.ts'
import { rankEnumeratorsToVisit } from './rank-visits.ts'
import { roundThresholdsWith } from './round-thresholds.ts'
import { checkRound, runQualityChecks } from './run-checks.ts'
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

/**
 * Simulates one district for each team; the first enumerator of a team has the conduct, or all four if it is
 * the whole team's.
 */
function seenRound(
	conducts: readonly (Conduct | 'whole-homogeneous')[],
	layout: 'shared' | 'pairs' = 'shared',
) {
	const planted = cheatedRound({
		seed: 5,
		layout,
		pathOf,
		districts: conducts.map((_, i) => `PK${600 + i}`),
		conductOf: (d, i) => {
			const conduct = conducts[d] ?? 'plain'
			if (conduct === 'whole-homogeneous') return 'homogeneous'
			return i === 0 || (conduct === 'collude' && i === 1) ? conduct : 'plain'
		},
	})
	return { planted, seen: seenCheated(planted, paths, () => null) }
}
const plainTeams = Array.from({ length: 4 }, (): Conduct => 'plain')

/** Returns who is to be visited. `most`: maximum enumerators per team. */
function visited(
	conducts: Parameters<typeof seenRound>[0],
	layout?: 'shared' | 'pairs',
	most = Number.POSITIVE_INFINITY,
) {
	const all = seenRound(conducts, layout)
	const inTeam = new Map<string, string[]>()
	for (const { district, code } of all.planted)
		inTeam.set(district, [...(inTeam.get(district) ?? []), code].slice(0, most))
	const planted = all.planted.filter(({ district, code }) => inTeam.get(district)?.includes(code))
	const seen = new Map(
		[...all.seen].map(([district, own]) => [
			district,
			own.filter(({ person }) => inTeam.get(district)?.includes(person)),
		]),
	)
	const flags = [...checkRound(seen, settings).values()].flatMap((each) => listedFlags(each.flags, new Map()))
	return rankEnumeratorsToVisit(flags, limits.q00VisitPoints)
		.filter(({ isVisited }) => isVisited)
		.map(({ person, flags: own }) => ({
			conduct: planted.find(({ code }) => code === person)?.conduct,
			kinds: own.map(({ kind }) => kind),
		}))
}

describe('near duplicates', () => {
	const flaggedOf = (conduct: Conduct | 'whole-homogeneous') => {
		const { planted, seen } = seenRound([conduct])
		const [[district, own] = ['', []]] = seen
		const person = planted[0]?.code
		const flags = runQualityChecks(own, district, settings).flags.filter(({ kind }) => kind === 'alike')
		return {
			own: flags.filter((flag) => flag.person === person).length,
			others: flags.filter((flag) => flag.person !== person).length,
		}
	}
	test('[Q09] copies with a third of the answers changed stand out from random similarity in their district', () => {
		const { own, others } = flaggedOf('friend-30')
		expect(own).toBeGreaterThan(30)
		expect(others).toBeLessThan(4)
	})
	test('[Q09] where nearly all answers agree, no interview is a copy', () => {
		const { seen } = seenRound(['whole-homogeneous'])
		const [interviews = []] = [...seen.values()]
		const parts = matchesOf(interviews, limits.q09LeastItems)
		let step = parts.next()
		while (!step.done) step = parts.next()
		const agreements = [...step.value.values()]
			.map(({ mostAgreement }) => mostAgreement)
			.sort((a, b) => a - b)
		// a fixed 85 % would flag many of them
		expect(agreements.at(-20)).toBeGreaterThan(0.85)
		expect(matchLimits(step.value.values(), limits.q09OnceIn).agreement).toBeGreaterThan(0.9)
		const { own, others } = flaggedOf('whole-homogeneous')
		expect(own + others).toBeLessThan(4)
	})
	test('[Q09] an interview more similar to one of another district than to any of its own', () => {
		const { seen } = seenRound(['plain'])
		const [[district, own] = ['', []]] = seen
		const likeness = { record: 'elsewhere', share: 0.96 }
		const found = runQualityChecks(
			own.map((each, i) => (i === 100 ? { ...each, similarity: likeness } : each)),
			district,
			settings,
		).flags.filter(({ kind }) => kind === 'alike')
		expect(found).toMatchObject([{ subject: own[100]?.record, found: 96, other: 'elsewhere' }])
	})
})

const cheats: readonly (readonly [Conduct, string])[] = [
	['round-ages', 'round-ages'],
	['one-adult', 'one-adult'],
	['smaller-households', 'household-size'],
	['one-tick', 'few-ticks'],
	['scales-same', 'same-in-scale'],
	['dont-know', 'more-no-answers'],
	['noon', 'hour-spread'],
	['closest-respondent', 'first-visit'],
	['speeding', 'pace-spread'],
	['modal', 'typical'],
	['cafe-60', 'tight-clusters'],
	['collude', 'often-alike'],
]
const hard = ['whole-homogeneous', 'own-tower', 'own-replacements', 'evenings', 'fast', 'slow'] as const

describe('the quality index', () => {
	test('names those who cheat, each with their conduct among the reasons, and nobody in difficult areas or the same teams', () => {
		const found = visited([...cheats.map(([conduct]) => conduct), ...hard])
		const named = found.map(({ conduct }) => conduct).sort()
		expect(named).toEqual([...cheats.map(([conduct]) => conduct), 'collude'].sort())
		for (const [conduct, kind] of cheats)
			expect(found.find((each) => each.conduct === conduct)?.kinds, conduct).toContain(kind)
	})
	test('differences between two colluding enumerators lead to no visit of either', () => {
		const found = visited(
			['friend-30', 'modal', 'one-adult', 'one-tick', 'dont-know', ...plainTeams, ...plainTeams],
			'shared',
			2,
		)
		expect(found.map(({ conduct }) => conduct)).not.toContain('plain')
	})
	test('has a finite strength at the lowest threshold that can be set', () => {
		const { seen } = seenRound(['cafe-60', 'plain'])
		const least = { ...settings, limits: roundThresholdsWith({ q07MostTight: 0 }) }
		const strengths = [...checkRound(seen, least).values()].flatMap(({ flags }) =>
			flags.map(({ strength }) => strength ?? 0),
		)
		expect(strengths.length).toBeGreaterThan(0)
		expect(strengths.every(Number.isFinite)).toBe(true)
	})
	test('compares enumerators with exclusive clusters with the district', () => {
		expect(visited(['one-tick', ...plainTeams], 'pairs').map(({ conduct }) => conduct)).toEqual(['one-tick'])
	})
})
