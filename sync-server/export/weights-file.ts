import { inflateRawSync } from 'node:zlib'
import type { LicensedWeights } from '#shared/export/public-use-file'
import { csvLine, readCsv } from '#shared/kernel/csv'
import { Problem } from '#shared/kernel/problem'
import { weightsIn } from '#shared/results/round-weights'
import { findWeightSet, type WeightSetRow } from '../storage/exports/weights.ts'
import { findErased } from '../storage/privacy/erasures.ts'
import type { Store } from '../storage/store.ts'

interface OfSet {
	readonly round: string
	readonly n: number
}

/** Writes a weight set as CSV, without records that were erased since. @throws Problem `not-found` */
export async function weightsFile(
	store: Pick<Store, 'reading' | 'project'>,
	set: OfSet,
): Promise<{ readonly csv: string; readonly many: number }> {
	const csv = inflateWeights(await findSet(store, set))
	const [heads = [], ...lines] = readCsv(csv)
	const ids = lines.map(([id = '']) => id)
	const erased = await findErased(store.reading, ids)
	if (erased.size === 0) return { csv, many: lines.length }
	const left = lines.filter(([id = '']) => !erased.has(id))
	return { csv: [heads, ...left].map(csvLine).join(''), many: left.length }
}

/** Returns the weights of a set by record, for licensed files. @throws Problem `not-found` */
export async function licensedWeights(
	store: Pick<Store, 'reading' | 'project'>,
	set: OfSet,
): Promise<LicensedWeights> {
	const { csv } = await weightsFile(store, set)
	const average = weightsIn(csv, 'average-of-the-districts')
	const people = weightsIn(csv, 'people-of-the-districts')
	return new Map([...average].map(([record, weight]) => [record, [weight, people.get(record) ?? 0]]))
}

/** @throws Problem `not-found` */
export async function findSet(
	{ reading, project }: Pick<Store, 'reading' | 'project'>,
	{ round, n }: OfSet,
): Promise<WeightSetRow> {
	const row = await findWeightSet(reading, { project, round }, n)
	if (!row) throw new Problem('not-found')
	return row
}

export const inflateWeights = ({ weights }: Pick<WeightSetRow, 'weights'>): string =>
	inflateRawSync(weights).toString('utf8')
