import { type Kysely, sql } from 'kysely'
import { exportColumns, type RecordInFiles } from './export-queries.ts'
import { queryInChunks } from './in-parts.ts'
import { matchesFilter, type RecordFilter } from './record-queries.ts'
import type { Tables } from './tables.ts'

type DataRecordCondition = Parameters<typeof matchesFilter>[0]

/** A record as programs read it. */
export interface LiveRow extends RecordInFiles {
	readonly first_seq: number
	readonly last_seq: number
}
/** And where it belongs by now. */
export interface ChangedRow extends LiveRow {
	readonly round: string | null
	readonly void: number
	/** Null for what was never finished. */
	readonly finished_seq: number | null
}

/** Where a page ended. */
export interface ArrivalCursor {
	readonly seq: number
	readonly id: string
}

const rows = (db: Kysely<Tables>, project: string, filter: RecordFilter, withAnswers = true) =>
	db
		.selectFrom('record')
		.leftJoin('person', 'person.id', 'record.owner')
		.select([
			...exportColumns.filter((column) => column !== 'record.view'),
			(eb) => (withAnswers ? eb.ref('record.view') : eb.val('')).as('view'),
			'record.first_seq',
			'record.last_seq',
			(eb) => eb.fn.coalesce('person.code', eb.val('')).as('owner_code'),
		])
		.where((eb) => matchesFilter(eb as unknown as DataRecordCondition, project, filter))

/**
 * In the order in which they first arrived, which never changes: whoever takes page after page gets each once. `withAnswers: false`: where only the record
 * itself is looked at; they are most of what would be read.
 */
export async function listRecordsByArrival(
	db: Kysely<Tables>,
	project: string,
	filter: RecordFilter,
	{
		after,
		limit,
		withAnswers = true,
	}: { readonly after: ArrivalCursor | null; readonly limit: number; readonly withAnswers?: boolean },
): Promise<LiveRow[]> {
	return rows(db, project, filter, withAnswers)
		.$if(after !== null, (query) =>
			query
				// says nothing that the next line does not say, but the index can begin at it
				.where('record.first_seq', '>=', after?.seq ?? 0)
				.where((eb) =>
					eb.or([
						eb('record.first_seq', '>', after?.seq ?? 0),
						eb.and([eb('record.first_seq', '=', after?.seq ?? 0), eb('record.id', '>', after?.id ?? '')]),
					]),
				),
		)
		.orderBy('record.first_seq')
		.orderBy('record.id')
		.limit(limit)
		.execute()
}

/** Those that first arrived with these numbers, in no order. */
export const findRecordsByArrival = (
	db: Kysely<Tables>,
	project: string,
	filter: RecordFilter,
	seqs: readonly number[],
): Promise<LiveRow[]> =>
	queryInChunks(seqs, (part) => rows(db, project, filter).where('record.first_seq', 'in', part).execute())

/** The numbers with which records first arrived, in their order; so many beyond one. */
export async function listArrivals(
	db: Kysely<Tables>,
	project: string,
	filter: RecordFilter,
	{ after, limit }: { readonly after: number; readonly limit: number },
): Promise<number[]> {
	const { seqs } = await db
		.selectFrom((eb) =>
			eb
				.selectFrom('record')
				.select('first_seq')
				.where((each) => matchesFilter(each, project, filter))
				.where('first_seq', '>', after)
				.orderBy('first_seq')
				.limit(limit)
				.as('arrived'),
		)
		// one row with all of them: a row each takes three times as long
		.select(sql<string | null>`string_agg(cast(first_seq as text), ',')`.as('seqs'))
		.executeTakeFirstOrThrow()
	// in which order they are put together no database promises
	return (JSON.parse(`[${seqs ?? ''}]`) as number[]).sort((a, b) => a - b)
}

/** Of these numbers, those with which records arrived that fit; in no order. */
export const filterArrivals = async (
	db: Kysely<Tables>,
	project: string,
	filter: RecordFilter,
	seqs: readonly number[],
): Promise<number[]> => {
	const rows = await queryInChunks(seqs, (part) =>
		db
			.selectFrom('record')
			.select('first_seq')
			.where((eb) => matchesFilter(eb, project, filter))
			.where('first_seq', 'in', part)
			.execute(),
	)
	return rows.map(({ first_seq }) => Number(first_seq))
}

/** The numbers with which the records of a form arrived, wherever they belong, to which something came after a number. */
export async function listChangedArrivals(
	db: Kysely<Tables>,
	project: string,
	form: string,
	{ after, limit }: { readonly after: number; readonly limit: number },
): Promise<number[]> {
	const rows = await db
		.selectFrom('record')
		.select('first_seq')
		.where('project', '=', project)
		.where('form', '=', form)
		.where('last_seq', '>', after)
		.orderBy('last_seq')
		.limit(limit)
		.execute()
	return rows.map(({ first_seq }) => Number(first_seq))
}

/** In the order in which something last came to them, until a number: what changes meanwhile comes again, and is never missed. */
export const changedAfter = (
	db: Kysely<Tables>,
	project: string,
	filter: RecordFilter,
	{ after, until, limit }: { readonly after: number; readonly until: number; readonly limit: number },
): Promise<ChangedRow[]> =>
	rows(db, project, { ...filter, changedAfter: after })
		.select(['record.round', 'record.void', 'record.finished_seq'])
		.where('record.last_seq', '<=', until)
		.orderBy('record.last_seq')
		.limit(limit)
		.execute()

/** The numbers with which those arrived that `changedAfter` gives, without what stands in them. */
export const listArrivalsByChange = async (
	db: Kysely<Tables>,
	project: string,
	filter: RecordFilter,
	{ after, until, limit }: { readonly after: number; readonly until: number; readonly limit: number },
): Promise<number[]> => {
	const rows = await db
		.selectFrom('record')
		.select('first_seq')
		.where((eb) => matchesFilter(eb, project, { ...filter, changedAfter: after }))
		.where('last_seq', '<=', until)
		.orderBy('last_seq')
		.limit(limit)
		.execute()
	return rows.map(({ first_seq }) => Number(first_seq))
}

/**
 * Another text each time records became others, or ceased to be, without anything new coming to them: decisions about what was held back, records that were
 * destroyed, runs that forgot values, and what a newer program understood.
 */
export async function changedOtherwise(db: Kysely<Tables>, project: string): Promise<string> {
	const { decisions } = await db
		.selectFrom('decision')
		.select((eb) => eb.fn.countAll().as('decisions'))
		.where('project', '=', project)
		.executeTakeFirstOrThrow()
	const { destroyed } = await db
		.selectFrom('destruction')
		.select((eb) => eb.fn.countAll().as('destroyed'))
		.where('project', '=', project)
		.executeTakeFirstOrThrow()
	const head = await db
		.selectFrom('head')
		.select('understood')
		.where('project', '=', project)
		.executeTakeFirstOrThrow()
	// with a record its decisions go: added up, they could say that nothing happened
	return `${decisions}-${destroyed}-${head.understood}`
}

/** Whether something came to a record of these after a number. */
export async function hasChangesAfter(
	db: Kysely<Tables>,
	project: string,
	filter: RecordFilter,
	after: number,
): Promise<boolean> {
	const found = await db
		.selectFrom('record')
		.select('record.id')
		.where((eb) => matchesFilter(eb, project, { ...filter, changedAfter: after }))
		.limit(1)
		.executeTakeFirst()
	return found !== undefined
}
