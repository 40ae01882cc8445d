import { getClusterDistrict } from '#shared/campaign/sample'
import { csvLine } from '#shared/kernel/csv'
import type { CensusRow, ClusterFrameRow } from './weighing-files.ts'
import { weightColumns } from './weight-columns.ts'
import { type WeightReport, type WithoutWeightBy, withoutWeightBy } from './weight-sets.ts'
import { computeWeights, type Weights, type WeightVersion } from './weights.ts'

/** What the record of a household says that its weight needs, once it has a final result. */
export interface WeightingHousehold {
	/** Of the record. */
	readonly id: string
	readonly district: string
	/** Its code; '' for none. */
	readonly cluster: string
	/** Number in the listing; null while nobody has said it. */
	readonly household: number | null
	/** The household that this one stands for. */
	readonly replaces: number | null
	/** As the sample assigned it. */
	readonly sex: 'male' | 'female' | null
	/** Adults of whom one was chosen. */
	readonly eligible: number
	/** interview: completed with consent · nobody: no dwelling, an empty one, or nobody who could be chosen */
	readonly ended: 'interview' | 'nobody' | 'other'
}

export interface WeightingListing {
	/** Of the record. */
	readonly id: string
	readonly cluster: string
	/** Households on the list. */
	readonly listed: number
	/** Of these drawn to be visited, without the reserve. */
	readonly drawn: number
}

export interface WeightingInput {
	readonly census: readonly CensusRow[]
	readonly clusters: readonly ClusterFrameRow[]
	readonly listings: readonly WeightingListing[]
	/** Households to visit by cluster, without the reserve. */
	readonly sample: ReadonlyMap<string, number>
	readonly households: readonly WeightingHousehold[]
}

/** Where something comes from that is known of a cluster. */
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
 * Weights of a round's interviews as a file, a line each in the order of their ids, and what is to be said of them. The same whatever the order in
 * which anything is given.
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

/** Of each record its weight, out of the file of a set, of which no cell is quoted. */
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
 * What is known of each cluster with interviews. Chance and households: where nobody says so of any cluster of a district, all of them are taken to
 * be the same; where somebody says so of some, the others have none. Households drawn: the places that were to be visited, a reserve household being at the place of
 * the one that it stands for; without the places at which there was nobody who could be chosen.
 */
function clustersKnown(
	round: WeightingInput,
	interviews: readonly WeightingHousehold[],
): Map<string, ClusterKnown> {
	const files = new Map(round.clusters.map((each) => [each.cluster, each]))
	// of a cluster that was listed twice the longer list
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
	// a reserve household took its place, or another record met somebody there
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
	// more can have been interviewed than were to be visited
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

/** By what an interview has its people in the census. */
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
