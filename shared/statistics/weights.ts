import { medianOf } from '#shared/kernel/median'

/** Input of the weights (methods §4): one row per interview, with the clusters and cells that these name. */
export interface WeightingInterviews {
	/** Row of its cluster in `clusters`. */
	readonly cluster: ArrayLike<number>
	/** Number of adults in its household among whom one was selected. */
	readonly eligible: ArrayLike<number>
	/** Row of its district and sex (from the listing, as drawn) in `cells`; -1 for none. */
	readonly cell: ArrayLike<number>
	readonly clusters: readonly WeightingCluster[]
	readonly cells: readonly CensusCell[]
}

export interface WeightingCluster {
	/** Selection probability within its stratum, above 0 and up to 1. */
	readonly chance: number
	/** Number of listed households. */
	readonly listed: number
	/** Number of drawn households with an eligible person. */
	readonly drawn: number
}

export interface CensusCell {
	/** Numbered from 0. */
	readonly district: number
	/** Adults (18 and above) in the census. */
	readonly people: number
}

/** Equal weight of every district, or of every adult. */
export type WeightVersion = 'average-of-the-districts' | 'people-of-the-districts'

export interface Weights {
	/** Weight of each interview; 0 if it has none, and is in no estimate. */
	readonly weight: Float64Array
	/** Number of interviews without a weight: no cell, or missing data. */
	readonly without: number
	/** Number of interviews with a trimmed weight. */
	readonly trimmed: number
	/**
	 * Districts in which some weights are above the limit after all steps: there the totals are exact, the limit
	 * is not.
	 */
	readonly unsettled: readonly number[]
	/** Cells with people in the census and no weighted interview: they are not represented. */
	readonly empty: readonly number[]
	/** Design effect of unequal weights only: n Σ w² / (Σ w)² (Kish 1965); null without interviews. */
	readonly deff: number | null
}

const timesMedian = 4
const maxSteps = 50
/** Tolerance of the limit, so that rounding alone causes no step. */
const slack = 1 + 1e-9
/** Sum of the weights of each district with equal weights: its planned interviews. */
const ofEachDistrict = 300

/**
 * Computes the weights. Base weight = 1 / chance of the cluster × listed / drawn households × adults of the
 * household. Then, until both hold or 50 steps are over: the weights of a cell are scaled to its people, and
 * those above 4 times the median of their district are trimmed to that. The last step scales, so that totals
 * always hold.
 */
export function computeWeights(interviews: WeightingInterviews, version: WeightVersion): Weights {
	const { cells } = interviews
	const weight = baseWeights(interviews)
	const districtOf = (i: number) => cells[interviews.cell[i] as number]?.district ?? -1
	const ofDistrict = groupBy(weight, districtOf)
	const ofCell = groupBy(weight, (i) => interviews.cell[i] as number)
	const scale = (rows: readonly number[], total: number) => {
		const factor = total / sumOf(weight, rows)
		for (const i of rows) weight[i] = (weight[i] as number) * factor
	}
	const trimmed = new Set<number>()
	const unsettled: number[] = []
	for (const [district, rows] of ofDistrict) {
		const own = [...ofCell].filter(([cell]) => cells[cell]?.district === district)
		const scaleAll = () => {
			for (const [cell, rows] of own) scale(rows, cells[cell]?.people ?? 0)
		}
		scaleAll()
		let step = 0
		for (; step < maxSteps; step++) {
			const limit = timesMedian * medianOf(rows.map((i) => weight[i] as number))
			const above = rows.filter((i) => (weight[i] as number) > limit * slack)
			if (above.length === 0) break
			for (const i of above) {
				weight[i] = limit
				trimmed.add(i)
			}
			scaleAll()
		}
		if (step === maxSteps) unsettled.push(district)
		if (version === 'average-of-the-districts') scale(rows, ofEachDistrict)
	}
	const withWeight = [...weight].filter((w) => w > 0)
	const sum = withWeight.reduce((all, w) => all + w, 0)
	return {
		weight,
		without: weight.length - withWeight.length,
		trimmed: trimmed.size,
		unsettled,
		empty: [...cells.keys()].filter((cell) => (cells[cell]?.people ?? 0) > 0 && !ofCell.has(cell)),
		deff: sum === 0 ? null : (withWeight.length * withWeight.reduce((all, w) => all + w * w, 0)) / sum ** 2,
	}
}

function baseWeights({ cluster, eligible, cell, clusters, cells }: WeightingInterviews): Float64Array {
	return Float64Array.from({ length: cell.length }, (_, i) => {
		const { chance = 0, listed = 0, drawn = 0 } = clusters[cluster[i] as number] ?? {}
		const people = cells[cell[i] as number]?.people ?? 0
		const base = (1 / chance) * (listed / drawn) * (eligible[i] as number)
		return people > 0 && chance > 0 && base > 0 && Number.isFinite(base) ? base : 0
	})
}

/** Groups the rows that have a weight. */
function groupBy(weight: Float64Array, of: (row: number) => number): Map<number, number[]> {
	const groups = new Map<number, number[]>()
	for (const [i, w] of weight.entries()) {
		if (w === 0) continue
		const rows = groups.get(of(i))
		if (rows) rows.push(i)
		else groups.set(of(i), [i])
	}
	return groups
}

const sumOf = (weight: Float64Array, rows: readonly number[]): number =>
	rows.reduce((sum, i) => sum + (weight[i] as number), 0)
