import type { Kysely } from 'kysely'
import { inParts } from './in-parts.ts'
import { matchesFilter, type RecordFilter } from './record-queries.ts'
import type { Tables } from './tables.ts'

type Fits = Parameters<typeof matchesFilter>[0]
type DistrictMove = Tables['moved_away']

/** Notes from where records went; of the same district the last time counts. */
export async function recordDistrictMoves(db: Kysely<Tables>, rows: readonly DistrictMove[]): Promise<void> {
	for (const part of inParts(rows))
		await db
			.insertInto('moved_away')
			.values(part)
			.onConflict((conflict) =>
				conflict.columns(['record', 'district']).doUpdateSet((eb) => ({ seq: eb.ref('excluded.seq') })),
			)
			.execute()
}

/** Finished records that went, after a number, from some districts to others: their ids, in the order in which they did. */
export async function listRecordsMovedAway(
	db: Kysely<Tables>,
	project: string,
	filter: RecordFilter,
	{ after, until, limit }: { readonly after: number; readonly until: number; readonly limit: number },
): Promise<{ id: string; seq: number }[]> {
	const { districts } = filter
	if (districts === 'all' || districts.length === 0) return []
	const rows = await db
		.selectFrom('moved_away')
		.innerJoin('record', 'record.id', 'moved_away.record')
		.select(({ fn }) => ['record.id', fn.max('moved_away.seq').as('seq')])
		.where('moved_away.project', '=', project)
		.where('moved_away.seq', '>', after)
		.where('moved_away.seq', '<=', until)
		.where('moved_away.district', 'in', districts)
		.where((eb) => matchesFilter(eb as unknown as Fits, project, { ...filter, districts: 'all' }))
		.where((eb) => eb.or([eb('record.district', 'is', null), eb('record.district', 'not in', districts)]))
		.where('record.finished_seq', 'is not', null)
		.groupBy('record.id')
		.orderBy('seq')
		.limit(limit)
		.execute()
	return rows.map(({ id, seq }) => ({ id, seq: Number(seq) }))
}

/** It goes with the record. */
export async function deleteDistrictMoves(db: Kysely<Tables>, record: string): Promise<void> {
	await db.deleteFrom('moved_away').where('record', '=', record).execute()
}
