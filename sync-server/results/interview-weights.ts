import { createHash } from 'node:crypto'
import { finishedStatuses } from '#shared/coverage/coverage'
import type { StoredAnswers } from '#shared/export/table-plan'
import { Problem } from '#shared/kernel/problem'
import type { Person } from '#shared/people/people'
import {
	computeRoundWeights,
	type WeightingHousehold,
	type WeightingListing,
} from '#shared/results/round-weights'
import type { WeightingProvenance, WeightReport } from '#shared/results/weight-sets'
import { readCensus, readClusters } from '#shared/results/weighting-files'
import { readHouseholdProgress } from '#shared/sample/household-progress'
import { drawnIn, listingForm } from '#shared/sample/listing-draw'
import { clusterCode } from '#shared/sample/sample'
import { coverageForms, recordFacts } from '#shared/study/record-attributes'
import { isDemonstrationRound } from '#shared/study/study'
import { createSourceAsOf } from '../export/source-as-of.ts'
import type { FormRepository } from '../forms/form-repository.ts'
import type { WeighingFileRow } from '../storage/exports/weights.ts'
import type { RecordFilter } from '../storage/records/records.ts'
import { countToVisit } from '../storage/sample/sample.ts'
import type { Store } from '../storage/store.ts'

export interface WeightingContext {
	readonly store: Store
	readonly forms: FormRepository
	readonly person: Pick<Person, 'role'>
	readonly signal: AbortSignal
}

/** Inputs of a weight set: the files, the versions of both forms, and the revisions up to `seq`. */
export interface WeightingSource extends Pick<WeightingProvenance, 'household' | 'listing'> {
	readonly round: string
	readonly seq: number
	readonly census: WeighingFileRow
	readonly clusters: WeighingFileRow | undefined
}

export interface ComputedWeights {
	/** The CSV file of weights. */
	readonly csv: string
	readonly report: WeightReport
	readonly digests: WeightingProvenance['digests']
}

/** Filter for the records to weight: all finished records of the whole project that are not void. */
export const buildWeightingFilter = (
	form: string,
	round: string,
	{ role }: Pick<Person, 'role'>,
): RecordFilter & { readonly form: string } => ({
	form,
	round,
	role,
	districts: 'all',
	statuses: finishedStatuses,
	void: false,
	demonstration: isDemonstrationRound(round),
})

/**
 * Computes the weights of a round as of `seq`; reproducible. @throws Problem `server-busy` if the client has
 * disconnected
 */
export async function computeInterviewWeights(
	{ store, forms, person, signal }: WeightingContext,
	{ round, seq, census, clusters, household, listing }: WeightingSource,
): Promise<ComputedWeights> {
	const households: WeightingHousehold[] = []
	const listings: WeightingListing[] = []
	const sample = await store.atOneMoment(async (moment) => {
		const versions = new Map<string, readonly number[]>([
			[coverageForms.household, household],
			[listingForm, listing],
		])
		const sourceAsOf = createSourceAsOf(moment, { forms, versions, seq, withoutEdits: false })
		async function each(form: string, see: (id: string, answers: StoredAnswers['answers']) => void) {
			for await (const { id, answers } of sourceAsOf.records(buildWeightingFilter(form, round, person))) {
				if (signal.aborted) throw new Problem('server-busy')
				see(id, (JSON.parse(answers) as StoredAnswers).answers)
			}
		}
		await each(coverageForms.household, (id, answers) => {
			const seen = householdSeen(id, answers)
			if (seen) households.push(seen)
		})
		await each(listingForm, (id, answers) => {
			const drawn = drawnIn(answers)
			if (!drawn) return
			const { cluster, listed, chosen } = drawn
			listings.push({ id, cluster, listed, drawn: chosen.length })
		})
		return countToVisit(moment, round)
	})
	// Clusters without interviews get no weight.
	const visited = new Set(households.map(({ cluster }) => cluster))
	const toVisit = new Map([...sample].filter(([cluster]) => visited.has(cluster)))
	const found = computeRoundWeights({
		census: readCensus(census.content, null).lines,
		clusters: clusters ? readClusters(clusters.content, null).lines : [],
		listings,
		sample: toVisit,
		households,
	})
	return {
		...found,
		digests: {
			census: census.digest,
			clusters: clusters?.digest ?? '',
			sample: digestOf(toVisit),
			listings: digestOf(listings.map(cells)),
			interviews: digestOf(households.map(cells)),
		},
	}
}

/**
 * Returns the final result of a household. Null without one: a returned household will be visited by another
 * enumerator.
 */
function householdSeen(id: string, answers: StoredAnswers['answers']): WeightingHousehold | null {
	const { district, cluster, sex, outcome, disposition } = recordFacts(
		coverageForms.household,
		new Map(answers),
	)
	if (disposition === null) return null
	const work = readHouseholdProgress(answers, true)
	const [, eligible = 0] =
		answers.find(([path]) => path.endsWith('/n_eligible') || path === 'n_eligible') ?? []
	return {
		id,
		sex,
		district: district ?? '',
		eligible: Number(eligible),
		cluster: cluster !== null && clusterCode.test(cluster) ? cluster : '',
		household: work?.household ?? null,
		replaces: work?.replaces ?? null,
		ended: outcome === 'done' ? 'interview' : disposition === 'ineligible' ? 'nobody' : 'other',
	}
}

export const hexDigest = (text: string): string => createHash('sha256').update(text).digest('hex')

const cells = (row: object): unknown[] => Object.values(row)
/** Digest independent of the order of rows. */
const digestOf = (rows: Iterable<unknown>): string =>
	hexDigest(
		[...rows]
			.map((row) => JSON.stringify(row))
			.sort()
			.join('\n'),
	)
