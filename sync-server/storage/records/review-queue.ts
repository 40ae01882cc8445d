import { sql } from 'kysely'
import { type QueueCell, queueFacets } from '#shared/review/queue-facets'
import type { QueueFacets, RecordNeighboursResponse, RecordOrder } from '#shared/review/record-list'
import type { Session } from '../session.ts'
import { kindsIn } from './open-flags.ts'
import { buildIndexRanges, type Direction, idsOfPage, type RecordKey } from './record-pages.ts'
import { countRecords, matchesFilter, maxCounted, type RecordFilter } from './records.ts'

/**
 * Finds the position of a record in a list and its neighbours. For a record that has left the list: the
 * neighbours it would have.
 */
export async function findNeighbours(
	session: Session,
	filter: RecordFilter,
	{
		order,
		of,
	}: { readonly order: RecordOrder | undefined; readonly of: RecordKey & { readonly id: string } },
): Promise<RecordNeighboursResponse> {
	const before = buildIndexRanges(order, of, 'before').map((part) =>
		session.db
			.selectFrom('record')
			.select(sql.lit(1).as('one'))
			.where((eb) => matchesFilter(eb, session.project, filter))
			.where((eb) => part(eb))
			.limit(maxCounted + 1),
	)
	const many = async (part: (typeof before)[number]) => {
		const { found } = await session.db
			.selectFrom(part.as('some'))
			.select((eb) => eb.fn.countAll().as('found'))
			.executeTakeFirstOrThrow()
		return Number(found)
	}
	const nearest = async (direction: Direction) => {
		const page = { order, from: { key: of, direction }, limit: 1 }
		for (const ids of idsOfPage(session, filter, page)) {
			const found = await ids.executeTakeFirst()
			if (found) return found.id
		}
		return null
	}
	const counted = await countRecords(session, filter)
	if (counted.total === 0) return { ...counted, position: null, previous: null, next: null }
	const isIn = await session.db
		.selectFrom('record')
		.select('record.id')
		.where((eb) => matchesFilter(eb, session.project, filter))
		.where('record.id', '=', of.id)
		.executeTakeFirst()
	let place = 1
	for (const part of before) if (place <= maxCounted + 1) place += await many(part)
	return {
		...counted,
		position: isIn && place <= maxCounted + 1 ? place : null,
		previous: await nearest('before'),
		next: await nearest('behind'),
	}
}

/**
 * Counts the waiting records under each value of a filter. Null if there are so many that counting would
 * block other requests, or during a search, which would read every name.
 */
export async function findQueueFacets(session: Session, filter: RecordFilter): Promise<QueueFacets> {
	if (filter.search) return null
	const { form, owners, flag } = filter
	const open = { ...filter, form: undefined, owners: undefined, flag: undefined }
	const { total, isMore } = await countRecords(session, open)
	if (isMore || total > maxCounted) return null
	const flagState = sql<string>`case when open_flags > 0 then 'any' when open_flags = 0 then 'none' else 'unknown' end`
	const counted = await session.db
		// the subquery uses the partial index on waiting records: with a direct GROUP BY, SQLite would choose a
		// full index that has the rows in group order
		.selectFrom((from) =>
			from
				.selectFrom('record')
				.select(['record.form', 'record.owner', 'record.open_flags', 'record.open_kinds'])
				.where((eb) => matchesFilter(eb, session.project, open))
				.limit(maxCounted + 1)
				.as('waiting'),
		)
		.select(['form', 'owner', 'open_kinds as kinds', flagState.as('flag_state')])
		.select(sql<string | number>`count(*)`.as('records'))
		.groupBy(['form', 'owner', 'open_kinds', flagState])
		.execute()
	const cells = counted.flatMap(({ flag_state, kinds, ...row }): QueueCell[] =>
		[flag_state, ...(flag_state === 'any' ? kindsIn(kinds) : [])].map((flag) => ({
			...row,
			flag,
			records: Number(row.records),
		})),
	)
	return queueFacets(cells, { form, owners, flag })
}
