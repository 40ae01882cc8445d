import { deflateRawSync } from 'node:zlib'
import { Problem } from '#shared/kernel/problem'
import type { weightVersions } from '#shared/results/estimates-response'
import { weightsIn } from '#shared/results/round-weights'
import {
	type UploadWeightingFileRequest,
	type WeightingProvenance,
	type WeightingResponse,
	type WeightSet,
	type WeightsVerification,
	weightingInputNames,
} from '#shared/results/weight-sets'
import { parseWeightingFile } from '#shared/results/weighting-files'
import { listingForm } from '#shared/sample/listing-draw'
import { coverageForms } from '#shared/study/record-attributes'
import type { District } from '#shared/study/study'
import { findSet, inflateWeights } from '../export/weights-file.ts'
import { countForExport } from '../storage/exports/export-records.ts'
import {
	findWeightSet,
	insertWeighingFile,
	insertWeightSet,
	listWeighingFiles,
	listWeightSets,
	type WeightSetRow,
} from '../storage/exports/weights.ts'
import { findPeople } from '../storage/people/people.ts'
import { countErasedSince } from '../storage/privacy/erasures.ts'
import { countToVisit } from '../storage/sample/sample.ts'
import type { Store } from '../storage/store.ts'
import {
	buildWeightingFilter,
	computeInterviewWeights,
	hexDigest,
	type WeightingContext,
} from './interview-weights.ts'

/** Lists the inputs for weights of a round, and its weight sets. */
export async function listWeightingInputs(
	{ store, person }: Pick<WeightingContext, 'store' | 'person'>,
	round: string,
): Promise<WeightingResponse> {
	const { reading, project } = store
	const sets = await listWeightSets(reading, { project, round })
	const files = await listWeighingFiles(reading, { project, round })
	const people = await findPeople(reading, [...new Set([...sets, ...files].map((each) => each.person))])
	const by = ({ person, at }: { person: string; at: string }) => ({ by: people.get(person)?.name ?? '', at })
	const finished = async (form: string) =>
		(await countForExport(reading, buildWeightingFilter(form, round, person))).records
	return {
		interviews: await finished(coverageForms.household),
		listings: await finished(listingForm),
		clusters: (await countToVisit(reading, round)).size,
		files: files.map(({ kind, n, source, lines, digest, ...row }) => ({
			kind,
			n: Number(n),
			source,
			lines: Number(lines),
			digest,
			...by(row),
		})),
		sets: sets.map((row) => ({
			n: Number(row.n),
			seq: Number(row.seq),
			madeOf: madeOf(row),
			checksum: row.checksum,
			...by(row),
			report: JSON.parse(row.report) as WeightSet['report'],
		})),
	}
}

const madeOf = ({ inputs }: Pick<WeightSetRow, 'inputs'>): WeightingProvenance => JSON.parse(inputs)

/**
 * Saves a new version of an input file; an identical one is saved once. @throws Problem `input-invalid` if
 * the file has errors
 */
export async function saveWeightingFile(
	{ write, project }: Pick<Store, 'write' | 'project'>,
	person: string,
	{ round, kind, source, csv }: UploadWeightingFileRequest,
	districts: readonly Pick<District, 'code' | 'name' | 'also'>[],
): Promise<void> {
	const { lines, faults, text } = parseWeightingFile[kind](csv, districts)
	if (faults.length > 0) throw new Problem('input-invalid', { field: 'csv' })
	await write(async (session) => {
		const digest = hexDigest(text)
		const [newest] = (await listWeighingFiles(session, { project, round })).filter(
			(each) => each.kind === kind,
		)
		if (newest?.digest === digest && newest.source === source) return
		await insertWeighingFile(session, {
			project,
			round,
			kind,
			n: Number(newest?.n ?? 0) + 1,
			source,
			content: text,
			lines: lines.length,
			digest,
			person,
			at: session.at,
		})
	})
}

/**
 * Creates a weight set of the current state. If nothing has changed since the last one, none is created.
 * @throws Problem `census-missing`, `server-busy`
 */
export async function createWeights(
	weighing: WeightingContext,
	person: string,
	round: string,
	write: Store['write'],
): Promise<void> {
	const { store, forms } = weighing
	const { reading, project } = store
	const files = await listWeighingFiles(reading, { project, round })
	const census = files.find(({ kind }) => kind === 'census')
	if (!census) throw new Problem('census-missing')
	const clusters = files.find(({ kind }) => kind === 'clusters')
	const numbersOf = async (form: string) => (await forms.versions(form)).map(({ version }) => version)
	const versions = {
		household: await numbersOf(coverageForms.household),
		listing: await numbersOf(listingForm),
	}
	// A version that is published after this has no records up to this number.
	const { seq } = await store.head()
	const { csv, report, digests } = await computeInterviewWeights(weighing, {
		round,
		seq,
		census,
		clusters,
		...versions,
	})
	const made: WeightingProvenance = {
		census: Number(census.n),
		clusters: clusters ? Number(clusters.n) : null,
		...versions,
		digests,
	}
	const inputs = JSON.stringify(made)
	const checksum = hexDigest(csv)
	await write(async (session) => {
		const newest = await findWeightSet(session, { project, round })
		if (newest?.checksum === checksum && newest.inputs === inputs) return
		await insertWeightSet(session, {
			project,
			round,
			n: Number(newest?.n ?? 0) + 1,
			seq,
			inputs,
			report: JSON.stringify(report),
			weights: deflateRawSync(csv),
			checksum,
			person,
			at: session.at,
		})
	})
}

/**
 * Recomputes a weight set from its inputs and compares the two. @throws Problem `not-found`, `server-busy`
 */
export async function checkWeights(
	weighing: WeightingContext,
	{ round, n }: { readonly round: string; readonly n: number },
): Promise<WeightsVerification> {
	const { reading, project } = weighing.store
	const row = await findSet(weighing.store, { round, n })
	const { census, clusters, household, listing, digests } = madeOf(row)
	const files = await listWeighingFiles(reading, { project, round })
	const fileOf = (kind: string, number: number | null) =>
		files.find((each) => each.kind === kind && Number(each.n) === number)
	const people = fileOf('census', census)
	if (!people) throw new Problem('not-found')
	const seq = Number(row.seq)
	const found = await computeInterviewWeights(weighing, {
		round,
		seq,
		household,
		listing,
		census: people,
		clusters: fileOf('clusters', clusters),
	})
	const isSame = hexDigest(found.csv) === row.checksum
	return {
		isSame,
		differs: weightingInputNames.filter((each) => found.digests[each] !== digests[each]),
		gone: isSame ? 0 : await countErasedSince(reading, seq),
	}
}

/** Returns the newest weights of a round. Null if there are none, and interviews count equally. */
export async function newestWeights(
	{ reading, project }: Pick<Store, 'reading' | 'project'>,
	round: string,
	version: (typeof weightVersions)[number],
): Promise<{ readonly set: number; readonly weights: ReadonlyMap<string, number> } | null> {
	if (version === 'none') return null
	const row = await findWeightSet(reading, { project, round })
	return row ? { set: Number(row.n), weights: weightsIn(inflateWeights(row), version) } : null
}
