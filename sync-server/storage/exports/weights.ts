import type { Kysely } from 'kysely'
import type { Tables } from '../tables/tables.ts'

export type WeightSetRow = Omit<Tables['weight_set'], 'weights'> & { readonly weights: Uint8Array }
export type WeighingFileRow = Tables['weighting_file']

interface WeightedRound {
	readonly project: string
	readonly round: string
}

export const insertWeightSet = (db: Kysely<Tables>, row: WeightSetRow) =>
	db.insertInto('weight_set').values(row).execute()

/** Returns the weight sets of a round, newest first, without the weights themselves. */
export const listWeightSets = (
	db: Kysely<Tables>,
	{ project, round }: WeightedRound,
): Promise<Omit<WeightSetRow, 'weights'>[]> =>
	db
		.selectFrom('weight_set')
		.select(['project', 'round', 'n', 'seq', 'inputs', 'report', 'checksum', 'person', 'at'])
		.where('project', '=', project)
		.where('round', '=', round)
		.orderBy('n', 'desc')
		.execute()

/** Finds a weight set; without `n`, the newest. */
export const findWeightSet = (
	db: Kysely<Tables>,
	{ project, round }: WeightedRound,
	n?: number,
): Promise<WeightSetRow | undefined> =>
	db
		.selectFrom('weight_set')
		.selectAll()
		.where('project', '=', project)
		.where('round', '=', round)
		.$if(n !== undefined, (query) => query.where('n', '=', n ?? 0))
		.orderBy('n', 'desc')
		.limit(1)
		.executeTakeFirst()

export const insertWeighingFile = (db: Kysely<Tables>, row: WeighingFileRow) =>
	db.insertInto('weighting_file').values(row).execute()

/** Returns the source files of a round's weights, newest first. */
export const listWeighingFiles = (
	db: Kysely<Tables>,
	{ project, round }: WeightedRound,
): Promise<WeighingFileRow[]> =>
	db
		.selectFrom('weighting_file')
		.selectAll()
		.where('project', '=', project)
		.where('round', '=', round)
		.orderBy('kind')
		.orderBy('n', 'desc')
		.execute()
