import { type Answers, answerShares } from './answer-shares.ts'
import type { FlaggedInterview } from './checked-interview.ts'
import {
	addToCell,
	betweenClusters,
	type Cell,
	type Components,
	type Effect,
	effectsOf,
	medianOf,
	sexMeans,
	withinCells,
} from './cluster-effects.ts'
import { enumeratorMeasures, type MeasureContext } from './enumerator-measures.ts'
import {
	type IndexMeasure,
	type IndexMeasureName,
	indexMeasureNames,
	indexMeasures,
} from './index-measures.ts'

/** Measures of a district's enumerators, summed so that a whole round fits in memory. */
export interface DistrictMeasures {
	readonly cells: ReadonlyMap<IndexMeasureName, readonly Cell[]>
	readonly answers: readonly Answers[]
}

/** Deviation of an enumerator from the others, in robust standard deviations in the flagged direction. */
export interface Deviation {
	readonly measure: IndexMeasureName
	readonly z: number
	readonly many: number
}

export function measureDistrict(
	interviews: readonly FlaggedInterview[],
	context: MeasureContext,
): DistrictMeasures {
	const complete = interviews.filter(({ isComplete }) => isComplete)
	const cells = new Map(
		indexMeasureNames.map((name) => {
			const found = new Map<string, Cell>()
			for (const interview of complete) {
				const y = enumeratorMeasures[name](interview, context)
				const { cluster, person, assignedSex } = interview
				if (y !== null && Number.isFinite(y)) addToCell(found, { cluster, person, sex: assignedSex ?? '' }, y)
			}
			return [name, [...found.values()]] as const
		}),
	)
	return { cells, answers: answerShares(complete) }
}

/** Norms of one measure in a round: differences between the sexes, and between honest enumerators. */
interface Norm {
	readonly sexes: ReadonlyMap<string, number>
	readonly within: number
	readonly between: number
	readonly betweenEnumerators: number
}
export type RoundNorms = ReadonlyMap<IndexMeasureName, Norm>

/** Weight of the round's variance, in interviews, when a district's own is estimated. */
const priorInterviews = 60
/**
 * Weight of the assumed variance between enumerators, in enumerators: with few of them the estimate is partly
 * assumed.
 */
const priorEnumerators = 20
const fewEnumerators = 12
/**
 * Assumed share of the variance between honest enumerators: the usual size of such correlations
 * (West & Blom 2017, "Explaining interviewer effects").
 */
const assumedCorrelation = 0.03
const leastCorrelation = 0.01

/** Computes the norms, one measure per step: the caller can serve other requests in between. */
export function* roundNorms(districts: readonly DistrictMeasures[]): Generator<undefined, RoundNorms> {
	const norms = new Map<IndexMeasureName, Norm>()
	for (const name of indexMeasureNames) {
		norms.set(
			name,
			normOf(districts.map(({ cells }) => cells.get(name) ?? []).filter(({ length }) => length > 0)),
		)
		yield
	}
	return norms
}

function normOf(districts: readonly (readonly Cell[])[]): Norm {
	const sexes = usualSexes(districts)
	let [squares, free] = [0, 0]
	for (const cells of districts) {
		const own = withinCells(cells)
		squares += own.squares
		free += own.free
	}
	const within = free > 0 ? squares / free : 0
	const between = medianOf(districts.map((cells) => betweenClusters(cells, { within, sexes })))
	const base = { sexes, within, between }
	const teams = districts.map((cells) => effectsOf(cells, componentsOf(cells, base)))
	const enumerators = teams.reduce((sum, team) => sum + team.length, 0)
	const assumed = assumedCorrelation * (within + between)
	// among few enumerators one cheater accounts for half of all differences
	const most = enumerators < fewEnumerators ? 2 * assumed : Number.POSITIVE_INFINITY
	const found = Math.min(most, estimateEnumeratorVariance(teams))
	const betweenEnumerators = Math.max(
		leastCorrelation * (within + between),
		(enumerators * found + priorEnumerators * assumed) / (enumerators + priorEnumerators),
	)
	return { ...base, betweenEnumerators }
}

/**
 * Returns the median over the districts: one unusual enumerator is half of a sex in a district, and little in
 * a round.
 */
function usualSexes(districts: readonly (readonly Cell[])[]): ReadonlyMap<string, number> {
	const found = new Map<string, number[]>()
	for (const cells of districts) {
		const means = sexMeans(cells)
		const middle = [...means.values()].reduce((sum, mean) => sum + mean, 0) / Math.max(1, means.size)
		for (const [sex, mean] of means) found.set(sex, [...(found.get(sex) ?? []), mean - middle])
	}
	return new Map([...found].map(([sex, offsets]) => [sex, medianOf(offsets)]))
}

/** Returns the district's variance components. The variance within cells is shrunk to that of the round. */
function componentsOf(cells: readonly Cell[], norm: Pick<Norm, 'sexes' | 'within' | 'between'>): Components {
	const own = withinCells(cells)
	const within = (own.squares + priorInterviews * norm.within) / (own.free + priorInterviews)
	return { within, sexes: norm.sexes, between: norm.between }
}

/** Median of a chi-squared with one degree of freedom. */
const medianChi = 0.4549

/**
 * Estimates the variance between enumerators beyond sampling, such that the median squared difference between
 * two of a team is that of chance. Cheaters do not widen it, and it works for teams of any size (as Rousseeuw
 * & Croux 1993 take pairs instead of distances from a middle).
 */
function estimateEnumeratorVariance(teams: readonly (readonly Effect[])[]): number {
	const pairs = teams.flatMap((team) => {
		const known = team.filter(({ n }) => n >= leastForSpread)
		return known.flatMap((one, i) =>
			known.slice(i + 1, i + 1 + maxPairs).map((other) => ({
				squared: (one.effect - other.effect) ** 2,
				variance: one.variance + other.variance,
			})),
		)
	})
	if (pairs.length === 0) return 0
	const middleAt = (tau: number) =>
		medianOf(pairs.map(({ squared, variance }) => squared / (variance + 2 * tau || Number.MIN_VALUE)))
	if (middleAt(0) <= medianChi) return 0
	let [low, high] = [0, pairs.reduce((most, { squared }) => Math.max(most, squared), 0) / medianChi]
	for (let step = 0; step < 40; step++) {
		const middle = (low + high) / 2
		if (middleAt(middle) > medianChi) low = middle
		else high = middle
	}
	return high
}
const leastForSpread = 10
/** Maximum pairs per enumerator: a team of hundreds has too many. */
const maxPairs = 20

/** Returns the deviations of each enumerator of a district, by measure. */
export function deviationsIn(district: DistrictMeasures, norms: RoundNorms): Map<string, Deviation[]> {
	const found = new Map<string, Deviation[]>()
	for (const [measure, cells] of district.cells) {
		const norm = norms.get(measure)
		if (!norm || cells.length === 0) continue
		const effects = effectsOf(cells, componentsOf(cells, norm))
		// a single enumerator cannot be compared with others
		if (effects.length < 2) continue
		// two are equally far from their median: each by half of their difference
		const isPair = effects.length === 2
		const ofPair = effects.reduce((sum, { variance }) => sum + variance, 0) / 4
		for (const { person, n, effect, variance } of effects) {
			const { least = 0, direction }: IndexMeasure = indexMeasures[measure]
			const own = isPair ? ofPair + norm.betweenEnumerators / 2 : variance + norm.betweenEnumerators
			const spread = Math.sqrt(own + least ** 2)
			const z = spread === 0 ? 0 : effect / spread
			const directedZ = direction === 'more' ? z : -z
			found.set(person, [...(found.get(person) ?? []), { measure, z: directedZ, many: n }])
		}
	}
	return found
}
