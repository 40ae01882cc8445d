import { csvLine } from '#shared/kernel/csv'
import { getClusterDistrict } from '#shared/sample/sample'
import { computeWeights, type Weights, type WeightVersion } from '../statistics/weights.ts'
import { weightColumns } from './weight-columns.ts'
import { type WeightReport, type WithoutWeightBy, withoutWeightBy } from './weight-sets.ts'
import type { CensusRow, ClusterFrameRow } from './weighting-files.ts'

/** Weighting variables of a household record with a final result. */
export interface WeightingHousehold {
	/** Id of the record. */
	readonly id: string
	readonly district: string
	/** Code of the cluster; '' for none. */
	readonly cluster: string
	/** Number in the listing; null if unknown. */
	readonly household: number | null
	/** Number of the household that this one replaces. */
	readonly replaces: number | null
	/** Sex that the sample assigned. */
	readonly sex: 'male' | 'female' | null
	/** Number of adults among whom one was selected. */
	readonly eligible: number
	/** interview: completed with consent · nobody: no dwelling, an empty one, or nobody eligible */
	readonly ended: 'interview' | 'nobody' | 'other'
}

export interface WeightingListing {
	/** Id of the record. */
	readonly id: string
	readonly cluster: string
	/** Households on the list. */
	readonly listed: number
	/** Households drawn to be visited, without reserves. */
	readonly drawn: number
}

export interface WeightingInput {
	readonly census: readonly CensusRow[]
	readonly clusters: readonly ClusterFrameRow[]
	readonly listings: readonly WeightingListing[]
	/** Number of households to visit by cluster, without reserves. */
	readonly sample: ReadonlyMap<string, number>
	readonly households: readonly WeightingHousehold[]
}

/** A value of a cluster with its source. */
interface ValueWithSource<From extends string> {
	readonly value: number
	readonly from: From
}
interface ClusterKnown {
	readonly chance: ValueWithSource<'file' | 'equal'> | null
	readonly listed: ValueWithSource<'listing' | 'file' | 'equal'> | null
	readonly drawn: ValueWithSource<'listing' | 'sample' | 'visited'>
}

const heads = weightColumns.map(({ header }) => header)
const columnOf: Readonly<Record<WeightVersion, number>> = {
	'average-of-the-districts': heads.indexOf('average_of_the_districts'),
	'people-of-the-districts': heads.indexOf('people_of_the_districts'),
}

/**
 * Computes the weights of a round's interviews as a CSV file, one row each in the order of their ids, with a
 * report. The result does not depend on the order of the input.
 */
export function computeRoundWeights(round: WeightingInput): {
	readonly csv: string
	readonly report: WeightReport
} {
	const households = sorted(round.households, ({ id }) => id)
	const interviews = households.filter(({ ended }) => ended === 'interview')
	const clusters = clustersKnown(round, interviews)
	const clusterAt = new Map([...clusters.keys()].map((cluster, i) => [cluster, i]))
	const cells = sorted(round.census, keyOf)
	const cellAt = new Map(cells.map((cell, i) => [keyOf(cell), i]))
	const districts = [...new Set(cells.map(({ district }) => district))]
	const lacks = interviews.map((each) => lackOf(each, clusters.get(each.cluster), cellAt.has(keyOf(each))))
	const rows = {
		cluster: interviews.map(({ cluster }) => clusterAt.get(cluster) ?? -1),
		eligible: interviews.map(({ eligible }) => eligible),
		cell: interviews.map((each, i) => (lacks[i] === null ? (cellAt.get(keyOf(each)) ?? -1) : -1)),
		clusters: [...clusters.values()].map(({ chance, listed, drawn }) => ({
			chance: chance?.value ?? 0,
			listed: listed?.value ?? 0,
			drawn: drawn.value,
		})),
		cells: cells.map(({ district, people }) => ({ district: districts.indexOf(district), people })),
	}
	const average = computeWeights(rows, 'average-of-the-districts')
	const people = computeWeights(rows, 'people-of-the-districts')
	const lines = interviews.flatMap(({ id, district, cluster }, i) => {
		const [a, b] = [average.weight[i] ?? 0, people.weight[i] ?? 0]
		return a > 0 ? [[id, district, cluster, String(a), String(b), '1']] : []
	})
	return {
		csv: [heads, ...lines].map(csvLine).join(''),
		report: {
			interviews: interviews.length,
			weighted: lines.length,
			without: countBy(lacks, withoutWeightBy),
			clusters: {
				chance: countBy(from(clusters, 'chance'), ['file', 'equal'] as const),
				listed: countBy(from(clusters, 'listed'), ['listing', 'file', 'equal'] as const),
				drawn: countBy(from(clusters, 'drawn'), ['listing', 'sample', 'visited'] as const),
			},
			trimmed: people.trimmed,
			unsettled: people.unsettled.map((each) => districts[each] ?? ''),
			empty: people.empty.flatMap((cell) => {
				const { district = '', sex = 'male' } = cells[cell] ?? {}
				return [{ district, sex }]
			}),
			averageOfTheDistricts: spreadOf(average),
			peopleOfTheDistricts: spreadOf(people),
		},
	}
}

/** Returns the weights by record, from the file of a weight set, in which no cell is quoted. */
export function weightsIn(csv: string, version: WeightVersion): Map<string, number> {
	const column = columnOf[version]
	const [, ...lines] = csv.trimEnd().split('\r\n')
	return new Map(
		lines.map((line) => {
			const cells = line.split(',')
			return [cells[0] ?? '', Number(cells[column])]
		}),
	)
}

/**
 * Collects the values of each cluster with interviews. Chance and listed households: if they are unknown for
 * all clusters of a district, they are assumed to be equal there; if they are known for some, the others have
 * none. Drawn households: those that were to be visited, with a reserve household at the place of the one it
 * replaces, and without places where nobody was eligible.
 */
function clustersKnown(
	round: WeightingInput,
	interviews: readonly WeightingHousehold[],
): Map<string, ClusterKnown> {
	const files = new Map(round.clusters.map((each) => [each.cluster, each]))
	// of two listings of a cluster the longer one counts
	const inOrder = sorted(round.listings, ({ id }) => id).sort((a, b) => a.listed - b.listed)
	const listings = new Map(inOrder.map((each) => [each.cluster, each]))
	const hasChance = new Set(
		round.clusters.flatMap((each) => (each.chance ? getClusterDistrict(each.cluster) : [])),
	)
	const hasListed = new Set([
		...round.clusters.flatMap((each) => (each.listed ? getClusterDistrict(each.cluster) : [])),
		...[...listings.keys()].map(getClusterDistrict),
	])
	const seen = groupByCluster(round.households)
	const names = [...new Set(interviews.flatMap(({ cluster }) => cluster || []))]
	return new Map(
		names.map((name) => {
			const [file, listing, district] = [files.get(name), listings.get(name), getClusterDistrict(name)]
			const equal = { value: 1, from: 'equal' } as const
			return [
				name,
				{
					chance: file?.chance
						? { value: file.chance, from: 'file' }
						: hasChance.has(district)
							? null
							: equal,
					listed: listing
						? { value: listing.listed, from: 'listing' }
						: file?.listed
							? { value: file.listed, from: 'file' }
							: hasListed.has(district)
								? null
								: equal,
					drawn: drawnIn(seen.get(name) ?? [], listing?.drawn, round.sample.get(name)),
				},
			]
		}),
	)
}

function drawnIn(
	households: readonly WeightingHousehold[],
	listing: number | undefined,
	sample: number | undefined,
): ClusterKnown['drawn'] {
	const numbers = (some: readonly WeightingHousehold[]) =>
		new Set(some.map(({ household }) => household)).size
	// a reserve household replaced it, or another record is of a person there
	const made = new Set([
		...households.map(({ replaces }) => replaces),
		...households.filter(({ ended }) => ended !== 'nobody').map(({ household }) => household),
	])
	const lost = households.filter(({ ended, household }) => ended === 'nobody' && !made.has(household))
	const places =
		listing !== undefined
			? ({ value: listing, from: 'listing' } as const)
			: sample !== undefined
				? ({ value: sample, from: 'sample' } as const)
				: ({ value: numbers(households.filter((each) => each.replaces === null)), from: 'visited' } as const)
	// there can be more interviews than planned visits
	const interviewed = numbers(households.filter(({ ended }) => ended === 'interview'))
	return { ...places, value: Math.max(places.value - numbers(lost), interviewed) }
}

function lackOf(
	interview: WeightingHousehold,
	cluster: ClusterKnown | undefined,
	hasPeople: boolean,
): WithoutWeightBy | null {
	if (!cluster) return 'cluster'
	if (!cluster.chance) return 'chance'
	if (!cluster.listed) return 'listed'
	if (!(interview.eligible > 0)) return 'adults'
	return hasPeople ? null : 'people'
}

/** Key of an interview's cell in the census. */
const keyOf = ({ district, sex }: Pick<WeightingHousehold, 'district' | 'sex'>): string =>
	`${district} ${sex}`

function spreadOf({ weight, deff }: Weights): WeightReport['averageOfTheDistricts'] {
	const given = weight.filter((each) => each > 0).sort()
	return {
		deff,
		smallest: given[0] ?? null,
		largest: given.at(-1) ?? null,
		sum: given.reduce((sum, each) => sum + each, 0),
	}
}

const from = (clusters: ReadonlyMap<string, ClusterKnown>, what: keyof ClusterKnown): (string | null)[] =>
	[...clusters.values()].map((each) => each[what]?.from ?? null)

const countBy = <Name extends string>(
	all: readonly (string | null)[],
	names: readonly Name[],
): Record<Name, number> =>
	Object.fromEntries(names.map((name) => [name, all.filter((each) => each === name).length])) as Record<
		Name,
		number
	>

const sorted = <Each>(all: readonly Each[], by: (each: Each) => string): Each[] =>
	[...all].sort((a, b) => (by(a) < by(b) ? -1 : by(a) > by(b) ? 1 : 0))

function groupByCluster(households: readonly WeightingHousehold[]): Map<string, WeightingHousehold[]> {
	const found = new Map<string, WeightingHousehold[]>()
	for (const each of households) {
		const known = found.get(each.cluster)
		if (known) known.push(each)
		else found.set(each.cluster, [each])
	}
	return found
}
