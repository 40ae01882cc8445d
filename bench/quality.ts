import { readFileSync } from 'node:fs'
import { readDistricts } from '#shared/campaign/campaign'
import { nodesOf } from '#shared/forms/form-nodes'
import { type FlagListed, listedFlags } from '#shared/quality/flags'
import { lookOver } from '#shared/quality/look-over'
import { mostAlike, type PackedAnswers } from '#shared/quality/packed-answers'
import { roundThresholdsWith } from '#shared/quality/round-thresholds'
import type { RoundSettings } from '#shared/quality/seen-interview'
import { thresholdsWith } from '#shared/quality/thresholds'
import { whomToAsk } from '#shared/quality/visits'
import {
	cheats,
	type Habit,
	hardships,
	interviewersPerDistrict,
	plantRound,
	seenPlanted,
} from '#shared/testing/planted-round'
import { loadInstrument } from '../tests/instruments-for-tests.ts'
import { type Figure, figure, median, quantile } from './figures.ts'

const perDistrict = 300

/**
 * A round with planted truth: all districts, four interviewers in each, of whom five cheat and ten have it hard. Whom do the checks name, and
 * how long does that take?
 */
export async function measure(): Promise<Figure[]> {
	const districts = readDistricts(readFileSync('shared/campaign/districts.csv', 'utf8')).map(
		({ code }) => code,
	)
	const paths = nodesOf(loadInstrument('household')).map(({ template }) => template)
	const planted = plantRound({
		...{ seed: 31, round: 'endline', districts, perDistrict },
		habitOf: habits(districts.length * interviewersPerDistrict),
		pathOf: (name) => paths.find((path) => path === name || path.endsWith(`/${name}`)) ?? name,
	})
	const limits = roundThresholdsWith()
	const settings: RoundSettings = {
		...{ offsetMinutes: 300, thresholds: thresholdsWith(), limits },
		newestVersionAt: () => 1,
		isSampled: () => null,
		wasTaken: () => false,
		outline: null,
		sexOf: () => null,
	}
	const before: [string, PackedAnswers][] = []
	const compared: number[] = []
	const interviews = seenPlanted(planted, paths, (packed, record) => {
		const from = performance.now()
		const found = mostAlike(packed, before, limits.q09LeastItems)
		compared.push(performance.now() - from)
		before.push([record, packed])
		return found
	})
	const from = performance.now()
	const flags: FlagListed[] = []
	const perDistrictMs: number[] = []
	for (const [district, own] of interviews) {
		const began = performance.now()
		flags.push(...listedFlags(lookOver(own, district, settings).flags, new Map()))
		perDistrictMs.push(performance.now() - began)
	}
	const asked = whomToAsk(flags, limits.q00VisitPoints)
	const wholeMs = performance.now() - from
	const habitOf = new Map(planted.map(({ code, habit }) => [code, habit]))
	const named = asked.filter(({ isVisited }) => isVisited)
	const cheaters = planted.filter(({ habit }) => isCheat(habit))
	const right = named.filter(({ person }) => isCheat(habitOf.get(person)))
	process.stdout.write(`${named.length} of ${planted.length} interviewers are to be visited:\n`)
	for (const { person, points, flags: own } of named)
		process.stdout.write(`  ${points} ${person} (${habitOf.get(person)}): ${own.map(saidOf).join(', ')}\n`)
	const talked = asked.filter(({ isVisited }) => !isVisited)
	process.stdout.write(`and ${talked.length} are to be called:\n`)
	for (const { person, points, flags: own } of talked)
		process.stdout.write(`  ${points} ${person} (${habitOf.get(person)}): ${own.map(saidOf).join(', ')}\n`)
	const all = before.length
	return [
		figure('interviews', all, ''),
		figure('cheats who are not named', cheaters.length - right.length, '', { budget: 0 }),
		figure('others who are named', named.length - right.length, '', { budget: 2 }),
		figure('recall', right.length / cheaters.length, 'of 1'),
		figure('precision', right.length / Math.max(1, named.length), 'of 1'),
		figure(
			'one new interview against all before it, the last thousand, median',
			median(compared.slice(-1000)),
			'ms',
			{
				budget: 20,
			},
		),
		figure('the same, 95 of 100', quantile(compared.slice(-1000), 0.95), 'ms', { budget: 20 }),
		figure('all checks of one district', median(perDistrictMs), 'ms'),
		figure('all checks of the round', wholeMs, 'ms', { budget: 1000 }),
	]
}

const isCheat = (habit: Habit | undefined): boolean => cheats.some((each) => each === habit)
const saidOf = ({ kind, found }: FlagListed): string => `${kind} ${found}`

/** Five who cheat, and ten who have it hard, each in a district of their own. */
function habits(interviewers: number): (interviewer: number) => Habit {
	const planted = [...cheats, ...hardships]
	const apart = Math.floor(interviewers / planted.length / interviewersPerDistrict) * interviewersPerDistrict
	const places = new Map(planted.map((habit, i) => [i * apart + (i % interviewersPerDistrict), habit]))
	return (interviewer) => places.get(interviewer) ?? 'plain'
}
