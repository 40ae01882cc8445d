import type { Session } from '../session.ts'
import type { Tables } from '../tables/tables.ts'

export type WeightSetRow = Omit<Tables['weight_set'], 'weights'> & { readonly weights: Uint8Array }
export type WeighingFileRow = Tables['weighting_file']

interface WeightedRound {
	readonly project: string
	readonly round: string
}

export const insertWeightSet = (session: Session, row: WeightSetRow) =>
	session.db.insertInto('weight_set').values(row).execute()

/** Returns the weight sets of a round, newest first, without the weights themselves. */
export const listWeightSets = (
	session: Session,
	{ project, round }: WeightedRound,
): Promise<Omit<WeightSetRow, 'weights'>[]> =>
	session.db
		.selectFrom('weight_set')
		.select(['project', 'round', 'n', 'seq', 'inputs', 'report', 'checksum', 'person', 'at'])
		.where('project', '=', project)
		.where('round', '=', round)
		.orderBy('n', 'desc')
		.execute()

/** Finds a weight set; without `n`, the newest. */
export const findWeightSet = (
	session: Session,
	{ project, round }: WeightedRound,
	n?: number,
): Promise<WeightSetRow | undefined> =>
	session.db
		.selectFrom('weight_set')
		.selectAll()
		.where('project', '=', project)
		.where('round', '=', round)
		.$if(n !== undefined, (query) => query.where('n', '=', n ?? 0))
		.orderBy('n', 'desc')
		.limit(1)
		.executeTakeFirst()

export const insertWeighingFile = (session: Session, row: WeighingFileRow) =>
	session.db.insertInto('weighting_file').values(row).execute()

/** Returns the source files of a round's weights, newest first. */
export const listWeighingFiles = (
	session: Session,
	{ project, round }: WeightedRound,
): Promise<WeighingFileRow[]> =>
	session.db
		.selectFrom('weighting_file')
		.selectAll()
		.where('project', '=', project)
		.where('round', '=', round)
		.orderBy('kind')
		.orderBy('n', 'desc')
		.execute()
