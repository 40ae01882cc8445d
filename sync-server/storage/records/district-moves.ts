import { inParts } from '../engine/chunks.ts'
import type { Session } from '../session.ts'
import type { Tables } from '../tables/tables.ts'
import { matchesFilter, type RecordFilter } from './records.ts'

type Fits = Parameters<typeof matchesFilter>[0]
type DistrictMove = Tables['district_move']

/** Records from which districts records moved away; the last move from a district counts. */
export async function recordDistrictMoves(session: Session, rows: readonly DistrictMove[]): Promise<void> {
	for (const part of inParts(rows))
		await session.db
			.insertInto('district_move')
			.values(part)
			.onConflict((conflict) =>
				conflict.columns(['record', 'district']).doUpdateSet((eb) => ({ seq: eb.ref('excluded.seq') })),
			)
			.execute()
}

/**
 * Returns the ids of finished records that moved from the filter's districts to others after a sequence
 * number, in the order of their moves.
 */
export async function listRecordsMovedAway(
	session: Session,
	filter: RecordFilter,
	{ after, until, limit }: { readonly after: number; readonly until: number; readonly limit: number },
): Promise<{ id: string; seq: number }[]> {
	const { districts } = filter
	if (districts === 'all' || districts.length === 0) return []
	const rows = await session.db
		.selectFrom('district_move')
		.innerJoin('record', 'record.id', 'district_move.record')
		.select(({ fn }) => ['record.id', fn.max('district_move.seq').as('seq')])
		.where('district_move.project', '=', session.project)
		.where('district_move.seq', '>', after)
		.where('district_move.seq', '<=', until)
		.where('district_move.district', 'in', districts)
		.where((eb) => matchesFilter(eb as unknown as Fits, session.project, { ...filter, districts: 'all' }))
		.where((eb) => eb.or([eb('record.district', 'is', null), eb('record.district', 'not in', districts)]))
		.where('record.finished_seq', 'is not', null)
		.groupBy('record.id')
		.orderBy('seq')
		.limit(limit)
		.execute()
	return rows.map(({ id, seq }) => ({ id, seq: Number(seq) }))
}
