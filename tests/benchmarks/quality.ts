import { readFileSync } from 'node:fs'
import { nodesOf } from '#shared/forms/form-nodes'
import type { RoundSettings } from '#shared/quality/checked-interview'
import { type FlagListItem, listedFlags } from '#shared/quality/flags'
import { findMostSimilar, type PackedAnswers } from '#shared/quality/packed-answers'
import { rankEnumeratorsToVisit } from '#shared/quality/rank-visits'
import { roundThresholdsWith } from '#shared/quality/round-thresholds'
import { checkRound, runQualityChecks } from '#shared/quality/run-checks'
import { thresholdsWith } from '#shared/quality/thresholds'
import { readDistricts } from '#shared/study/district-list'
import { type Conduct, cheatKinds, hardSingles, hardTeams } from '#shared/testing/cheated-answers'
import { cheatedRound, perTeam, seenCheated } from '#shared/testing/cheated-round'
import { loadInstrument } from '../helpers/instruments.ts'
import { type Figure, figure, median, quantile } from './benchmark-result.ts'

/** Seeds of the rounds: one is enough during development. */
const seeds = (process.env.QUALITY_SEEDS ?? '1 2 3 4 5 6 7 8').split(' ').map(Number)
const layout = process.env.QUALITY_LAYOUT === 'pairs' ? 'pairs' : 'shared'

/**
 * Runs the checks on rounds with known fraud: 31 districts with four enumerators each; one in each of 22
 * districts and two in another one cheat, each in another way; in eight districts, work is difficult for
 * all or for one enumerator. Measures who is flagged, and the time.
 */
export async function measure(): Promise<Figure[]> {
	const districts = readDistricts(readFileSync('shared/study/pakistan-2023/districts.csv', 'utf8')).map(
		({ code }) => code,
	)
	const paths = nodesOf(loadInstrument('household')).map(({ template }) => template)
	const pathOf = (name: string) => paths.find((path) => path === name || path.endsWith(`/${name}`)) ?? name
	const named = new Map<Conduct, { people: number; visited: number; called: number; reasons: string[] }>()
	const compared: number[] = []
	const wholeMs: number[] = []
	let interviews = 0
	for (const seed of seeds) {
		const planted = cheatedRound({
			seed,
			districts,
			conductOf: conducts(seed, districts.length),
			layout,
			pathOf,
		})
		const before: [string, PackedAnswers][] = []
		const seen = seenCheated(planted, paths, (packed, record) => {
			const from = performance.now()
			const found = findMostSimilar(packed, before, limits.q09LeastItems)
			compared.push(performance.now() - from)
			before.push([record, packed])
			return found
		})
		interviews += before.length
		const from = performance.now()
		const isAlone = process.env.QUALITY_ALONE !== undefined
		const results = isAlone
			? [...seen].map(([district, own]) => runQualityChecks(own, district, settings))
			: [...checkRound(seen, settings).values()]
		const flags: FlagListItem[] = results.flatMap((each) => listedFlags(each.flags, new Map()))
		const ranked = rankEnumeratorsToVisit(flags, limits.q00VisitPoints)
		wholeMs.push(performance.now() - from)
		const found = new Map(ranked.map((each) => [each.person, each]))
		for (const { code, conduct } of planted) {
			const known = named.get(conduct) ?? { people: 0, visited: 0, called: 0, reasons: [] }
			named.set(conduct, known)
			known.people++
			const own = found.get(code)
			if (own?.isVisited) {
				known.visited++
				if (!isCheat(conduct))
					why.push(`${seed} ${code} ${conduct} ${own.points}: ${own.flags.map(describeFlag).join(', ')}`)
				known.reasons.push(...own.flags.slice(0, 3).map(({ kind }) => kind))
			} else if (own) known.called++
		}
	}
	return [
		...figuresOfNames(named),
		...figuresOfTimes({ compared, wholeMs }),
		figure('interviews', interviews, ''),
	]
}

/** Flags of enumerators who do not cheat. */
const why: string[] = []
const isCheat = (conduct: Conduct): boolean => cheatKinds.some((each) => each === conduct)
const describeFlag = ({ kind, found }: FlagListItem): string => `${kind} ${found}`

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

type Named = ReadonlyMap<Conduct, { people: number; visited: number; called: number; reasons: string[] }>

function figuresOfNames(named: Named): Figure[] {
	const line = (conduct: Conduct) => {
		const { people, visited, called, reasons } = named.get(conduct) ?? {
			people: 0,
			visited: 0,
			called: 0,
			reasons: [],
		}
		const often = new Map<string, number>()
		for (const reason of reasons) often.set(reason, (often.get(reason) ?? 0) + 1)
		const why = [...often].sort((a, b) => b[1] - a[1]).slice(0, 4)
		const [of, reasonsText] = [
			`${visited} of ${people}`.padEnd(10),
			why.map(([kind, n]) => `${kind} ${n}`).join(', '),
		]
		process.stdout.write(
			`  ${conduct.padEnd(20)} ${of} ${called > 0 ? `(${called} to call)` : ''} ${reasonsText}\n`,
		)
	}
	process.stdout.write('cheats named\n')
	for (const conduct of cheatKinds) line(conduct)
	process.stdout.write('enumerators in difficult areas named\n')
	for (const conduct of [...hardTeams, ...hardSingles]) line(conduct)
	process.stdout.write('plain enumerators named\n')
	line('plain')
	const share = (conducts: readonly Conduct[], of: 'visited' | 'people' = 'visited') =>
		conducts.reduce((sum, each) => sum + (named.get(each)?.[of] ?? 0), 0)
	const part = (conducts: readonly Conduct[]) => share(conducts) / Math.max(1, share(conducts, 'people'))
	if (process.env.QUALITY_WHY) for (const each of why) process.stdout.write(`${each}\n`)
	return [
		figure('cheats not named', 1 - part(cheatKinds), 'of 1', { budget: 0.2 }),
		figure('plain enumerators named', part(['plain']), 'of 1', { budget: 0.01 }),
		figure('enumerators in difficult areas named', part([...hardTeams, ...hardSingles]), 'of 1', {
			budget: 0.05,
		}),
	]
}

function figuresOfTimes(times: Record<'compared' | 'wholeMs', readonly number[]>): Figure[] {
	const last = times.compared.slice(-1000)
	const one = 'one new interview against all before it, the last thousand'
	return [
		figure(`${one}, median`, median(last), 'ms', { budget: 20 }),
		figure('the same, p95', quantile(last, 0.95), 'ms', { budget: 20 }),
		figure('all checks of the round', median(times.wholeMs), 'ms', { budget: 1000 }),
	]
}

/**
 * Returns the conduct of each enumerator: each kind of fraud in a district of its own, which depends on the
 * seed.
 */
function conducts(seed: number, districts: number): (district: number, enumerator: number) => Conduct {
	return (district, enumerator) => {
		const at = (district + seed * 7) % districts
		const cheat = cheatKinds[at]
		if (cheat)
			return enumerator === (at + seed) % perTeam ||
				(cheat === 'collude' && enumerator === (at + seed + 1) % perTeam)
				? cheat
				: 'plain'
		const hard = at - cheatKinds.length
		const team = hardTeams[hard]
		if (team) return team
		const singles = hardSingles.filter(
			(_, i) => i % (districts - cheatKinds.length - hardTeams.length) === hard - hardTeams.length,
		)
		return singles[enumerator] ?? 'plain'
	}
}
