import { type ExpressionBuilder, type Kysely, sql } from 'kysely'
import { type QueueCell, queueNumbers } from '#shared/revisions/queue-numbers'
import type { QueueNumbers, RecordBeside, RecordOrder } from '#shared/revisions/record-listed'
import { kindsIn } from './open-flag-table.ts'
import {
	countRecords,
	fits,
	isBehind,
	mostCounted,
	type RecordFilter,
	type RecordKey,
	sortedBy,
} from './record-queries.ts'
import type { Tables } from './tables.ts'

type Eb = ExpressionBuilder<Tables, 'record'>

/** Where a record stands in a list, and its neighbours there. One that is not in it any more has those between which it would be. */
export async function findBeside(
	db: Kysely<Tables>,
	project: string,
	filter: RecordFilter,
	{
		order,
		of,
	}: { readonly order: RecordOrder | undefined; readonly of: RecordKey & { readonly id: string } },
): Promise<RecordBeside> {
	const inList = db
		.selectFrom('record')
		.select('record.id')
		.where((eb) => fits(eb, project, filter))
	const side = (direction: 'behind' | 'before') =>
		inList.where((eb) => isBehind(eb as Eb, order, of, direction))
	const nearest = async (direction: 'behind' | 'before') => {
		const found = await sortedBy(order, direction === 'before')
			.reduce((sorted, [column, way]) => sorted.orderBy(column, way), side(direction))
			.limit(1)
			.executeTakeFirst()
		return found?.id ?? null
	}
	const isIn = await inList.where('record.id', '=', of.id).executeTakeFirst()
	const { before } = await db
		.selectFrom(
			side('before')
				.clearSelect()
				.select(sql.lit(1).as('one'))
				.limit(mostCounted + 1)
				.as('some'),
		)
		.select((eb) => eb.fn.countAll().as('before'))
		.executeTakeFirstOrThrow()
	return {
		...(await countRecords(db, project, filter)),
		position: isIn && Number(before) <= mostCounted ? Number(before) + 1 : null,
		previous: await nearest('before'),
		next: await nearest('behind'),
	}
}

/**
 * How many wait under each value of a filter; null where so many wait that counting them would keep others waiting, and where
 * something is searched: every name would be read for it.
 */
export async function findQueueNumbers(
	db: Kysely<Tables>,
	project: string,
	filter: RecordFilter,
): Promise<QueueNumbers> {
	if (filter.search) return null
	const { round, district, form, owner, flag } = filter
	const open = {
		...filter,
		round: undefined,
		district: undefined,
		form: undefined,
		owner: undefined,
		flag: undefined,
	}
	const { total, isMore } = await countRecords(db, project, open)
	if (isMore || total > mostCounted) return null
	const looked = sql<string>`case when open_flags > 0 then 'any' when open_flags = 0 then 'none' else 'unknown' end`
	const counted = await db
		// what waits, by the index that has nothing else: grouped at once, SQLite would take one of all records that is sorted so already
		.selectFrom((from) =>
			from
				.selectFrom('record')
				.select([
					sql<string>`coalesce(record.round, '')`.as('round'),
					sql<string>`coalesce(record.district, '')`.as('district'),
					...(['record.form', 'record.owner', 'record.open_flags', 'record.open_kinds'] as const),
				])
				.where((eb) => fits(eb, project, open))
				.limit(mostCounted + 1)
				.as('waiting'),
		)
		.select(['round', 'district', 'form', 'owner', 'open_kinds as kinds', looked.as('looked')])
		.select(sql<string | number>`count(*)`.as('records'))
		.groupBy(['round', 'district', 'form', 'owner', 'open_kinds', looked])
		.execute()
	const cells = counted.flatMap(({ looked, kinds, ...row }): QueueCell[] =>
		[looked, ...(looked === 'any' ? kindsIn(kinds) : [])].map((flag) => ({
			...row,
			flag,
			records: Number(row.records),
		})),
	)
	return queueNumbers(cells, { round, district, form, owner, flag })
}
