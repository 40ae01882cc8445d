import { sql } from 'kysely'
import { queryInChunks } from '../engine/chunks.ts'
import { matchesFilter, type RecordFilter } from '../records/records.ts'
import type { Session } from '../session.ts'
import { exportColumns, type RecordInFiles } from './export-records.ts'

type DataRecordCondition = Parameters<typeof matchesFilter>[0]

/** A record as API clients read it. */
export interface DataRecord extends RecordInFiles {
	readonly first_seq: number
	readonly last_seq: number
}
/** A changed record with its current round and status. */
export interface ChangedRow extends DataRecord {
	readonly round: string | null
	readonly void: number
	/** Null if it was never finished. */
	readonly finished_seq: number | null
}

/** Cursor of a page by arrival. */
export interface ArrivalCursor {
	readonly seq: number
	readonly id: string
}

const rows = (session: Session, filter: RecordFilter, withAnswers = true) =>
	session.db
		.selectFrom('record')
		.leftJoin('person', 'person.id', 'record.owner')
		.select([
			...exportColumns.filter((column) => column !== 'record.answers'),
			(eb) => (withAnswers ? eb.ref('record.answers') : eb.val('')).as('answers'),
			'record.first_seq',
			'record.last_seq',
			(eb) => eb.fn.coalesce('person.code', eb.val('')).as('owner_code'),
		])
		.where((eb) => matchesFilter(eb as unknown as DataRecordCondition, session.project, filter))

/**
 * Returns records by first arrival, an order that never changes, so that paging returns each once.
 * `withAnswers: false`: if only the record itself is needed, since answers are most of the data.
 */
export async function listRecordsByArrival(
	session: Session,
	filter: RecordFilter,
	{
		after,
		limit,
		withAnswers = true,
	}: { readonly after: ArrivalCursor | null; readonly limit: number; readonly withAnswers?: boolean },
): Promise<DataRecord[]> {
	return rows(session, filter, withAnswers)
		.$if(after !== null, (query) =>
			query
				// redundant with the next condition, but it lets the index be used
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

/** Returns the records with these arrival numbers, unordered. */
export const findRecordsByArrival = (
	session: Session,
	filter: RecordFilter,
	seqs: readonly number[],
): Promise<DataRecord[]> =>
	queryInChunks(seqs, (part) => rows(session, filter).where('record.first_seq', 'in', part).execute())

/** Returns up to `limit` arrival numbers after `after`, in ascending order. */
export async function listArrivals(
	session: Session,
	filter: RecordFilter,
	{ after, limit }: { readonly after: number; readonly limit: number },
): Promise<number[]> {
	const { seqs } = await session.db
		.selectFrom((eb) =>
			eb
				.selectFrom('record')
				.select('first_seq')
				.where((each) => matchesFilter(each, session.project, filter))
				.where('first_seq', '>', after)
				.orderBy('first_seq')
				.limit(limit)
				.as('arrived'),
		)
		// one row with all of them: a row each takes three times as long
		.select(sql<string | null>`string_agg(cast(first_seq as text), ',')`.as('seqs'))
		.executeTakeFirstOrThrow()
	// no database promises the order in which `string_agg` concatenates
	return (JSON.parse(`[${seqs ?? ''}]`) as number[]).sort((a, b) => a - b)
}

/** Returns the arrival numbers, among those given, of records that match the filter. Unordered. */
export const filterArrivals = async (
	session: Session,
	filter: RecordFilter,
	seqs: readonly number[],
): Promise<number[]> => {
	const rows = await queryInChunks(seqs, (part) =>
		session.db
			.selectFrom('record')
			.select('first_seq')
			.where((eb) => matchesFilter(eb, session.project, filter))
			.where('first_seq', 'in', part)
			.execute(),
	)
	return rows.map(({ first_seq }) => Number(first_seq))
}

/**
 * Returns the arrival numbers of a form's records that changed after a sequence number, whether they match a
 * filter or not.
 */
export async function listChangedArrivals(
	session: Session,
	form: string,
	{ after, limit }: { readonly after: number; readonly limit: number },
): Promise<number[]> {
	const rows = await session.db
		.selectFrom('record')
		.select('first_seq')
		.where('project', '=', session.project)
		.where('form', '=', form)
		.where('last_seq', '>', after)
		.orderBy('last_seq')
		.limit(limit)
		.execute()
	return rows.map(({ first_seq }) => Number(first_seq))
}

/**
 * Returns changed records in the order of their last change, up to a sequence number. A record that changes
 * meanwhile is returned again later, and never missed.
 */
export const changedAfter = (
	session: Session,
	filter: RecordFilter,
	{ after, until, limit }: { readonly after: number; readonly until: number; readonly limit: number },
): Promise<ChangedRow[]> =>
	rows(session, { ...filter, changedAfter: after })
		.select(['record.round', 'record.void', 'record.finished_seq'])
		.where('record.last_seq', '<=', until)
		.orderBy('record.last_seq')
		.limit(limit)
		.execute()

/** Returns the arrival numbers of the records that `changedAfter` returns, without their answers. */
export const listArrivalsByChange = async (
	session: Session,
	filter: RecordFilter,
	{ after, until, limit }: { readonly after: number; readonly until: number; readonly limit: number },
): Promise<number[]> => {
	const rows = await session.db
		.selectFrom('record')
		.select('first_seq')
		.where((eb) => matchesFilter(eb, session.project, { ...filter, changedAfter: after }))
		.where('last_seq', '<=', until)
		.orderBy('last_seq')
		.limit(limit)
		.execute()
	return rows.map(({ first_seq }) => Number(first_seq))
}

/**
 * Returns a text that changes whenever records change or disappear without a new revision: decisions about
 * quarantine, erasures, retention runs, and records that a newer program evaluated again.
 */
export async function changedOtherwise(session: Session): Promise<string> {
	const { decisions } = await session.db
		.selectFrom('quarantine_decision')
		.select((eb) => eb.fn.countAll().as('decisions'))
		.where('project', '=', session.project)
		.executeTakeFirstOrThrow()
	const { erasures } = await session.db
		.selectFrom('erasure')
		.select((eb) => eb.fn.countAll().as('erasures'))
		.where('project', '=', session.project)
		.executeTakeFirstOrThrow()
	const head = await session.db
		.selectFrom('head')
		.select('projection_stamp')
		.where('project', '=', session.project)
		.executeTakeFirstOrThrow()
	// erasing a record deletes its decisions: the sum of both counts could stay the same
	return `${decisions}-${erasures}-${head.projection_stamp}`
}

/** True if any matching record has a revision after sequence number `after`. */
export async function hasChangesAfter(
	session: Session,
	filter: RecordFilter,
	after: number,
): Promise<boolean> {
	const found = await session.db
		.selectFrom('record')
		.select('record.id')
		.where((eb) => matchesFilter(eb, session.project, { ...filter, changedAfter: after }))
		.limit(1)
		.executeTakeFirst()
	return found !== undefined
}
