import { type Expression, type ExpressionBuilder, type SqlBool, sql } from 'kysely'
import { type DistrictScope, isRole, may, type Role } from '#shared/people/roles'
import { findQuickApprovalBlocker } from '#shared/review/quick-approval'
import type { FlagFilter, RecordListItem } from '#shared/review/record-list'
import { isStatus, type Status } from '#shared/revisions/record-state'
import { alsoOf, queryInChunks } from '../engine/chunks.ts'
import type { Session } from '../session.ts'
import type { Tables } from '../tables/tables.ts'
import { flagsNotComputed } from './open-flags.ts'
import { matchesSearch, type RecordSearch } from './record-search.ts'

export interface RecordFilter {
	/** Only records with these ids. */
	readonly ids?: readonly string[] | undefined
	readonly round?: string | undefined
	/** Any of these districts; at least one. */
	readonly inDistricts?: readonly string[] | undefined
	readonly form?: string | undefined
	/** Ids of people; one of them owns it. */
	readonly owners?: readonly string[] | undefined
	/** Any of these statuses. */
	readonly statuses?: readonly string[] | undefined
	readonly void?: boolean | undefined
	readonly hasConflict?: boolean | undefined
	/** Stored but not evaluated; `projection_error` has the reason. */
	readonly hasProjectionError?: boolean | undefined
	/** Submitted and not void. In counts it replaces `statuses` and `void`. */
	readonly isWaiting?: boolean | undefined
	readonly flag?: FlagFilter | undefined
	/** Not void, and of a form without a list of readers. */
	readonly isCounted?: boolean | undefined
	readonly cluster?: string | undefined
	readonly sex?: string | undefined
	readonly outcome?: string | undefined
	readonly disposition?: string | undefined
	/** Day on which it was finished. */
	readonly day?: string | undefined
	/** First and last day on which it was finished. */
	readonly from?: string | undefined
	readonly to?: string | undefined
	readonly finishedAfter?: number | undefined
	readonly changedAfter?: number | undefined
	readonly disputedAfter?: number | undefined
	readonly search?: RecordSearch | undefined
	/** Demonstration records or real ones, never both. */
	readonly demonstration: boolean
	/** Districts that the user may see. */
	readonly districts: DistrictScope
	readonly role: Role
}

/** True if an open conflict began after this sequence number. */
export const hasConflictSince = (seq: number) => sql<SqlBool>`exists (
	select 1 from conflict
	where conflict.record = record.id and opened_seq > ${seq} and closed_seq is null
)`

type RecordExpressionBuilder = ExpressionBuilder<Tables, 'record'>

export function matchesFilter(
	eb: RecordExpressionBuilder,
	project: string,
	filter: RecordFilter,
): Expression<SqlBool> {
	return eb.and([
		eb('record.project', '=', project),
		eb('record.demonstration', '=', filter.demonstration ? 1 : 0),
		...matchesSelection(eb, filter),
		...matchesStatus(eb, filter),
		...matchesTime(eb, filter),
		...(filter.search ? [matchesSearch(eb, filter.search)] : []),
		...(filter.districts === 'all' ? [] : [isOneOf(eb, 'record.district', filter.districts)]),
		isReadBy(eb, filter.role),
	])
}

/** `in ()` is not valid SQL. */
const isOneOf = (
	eb: RecordExpressionBuilder,
	column: 'record.id' | 'record.district' | 'record.owner',
	values: readonly string[],
): Expression<SqlBool> => (values.length > 0 ? eb(column, 'in', values) : sql<SqlBool>`1 = 0`)

function* matchesSelection(
	eb: RecordExpressionBuilder,
	filter: RecordFilter,
): Generator<Expression<SqlBool>> {
	if (filter.ids !== undefined) yield isOneOf(eb, 'record.id', filter.ids)
	if (filter.owners !== undefined) yield isOneOf(eb, 'record.owner', filter.owners)
	if (filter.inDistricts !== undefined) yield eb('record.district', 'in', filter.inDistricts)
	for (const column of ['round', 'form', 'cluster', 'sex', 'outcome', 'disposition'] as const) {
		const value = filter[column]
		if (value !== undefined) yield eb(`record.${column}`, '=', value)
	}
	if (filter.isCounted) {
		yield eb('record.void', '=', 0)
		yield eb('record.readers', '=', '')
	}
}

function* matchesStatus(eb: RecordExpressionBuilder, filter: RecordFilter): Generator<Expression<SqlBool>> {
	// literals, so that the partial index on these conditions is used
	if (filter.isWaiting) {
		yield eb('record.status', '=', sql.lit('submitted' satisfies Status))
		yield eb('record.void', '=', sql.lit(0))
	}
	if (filter.flag !== undefined) yield hasFlag(eb, filter.flag)
	if (filter.statuses !== undefined) yield eb('record.status', 'in', filter.statuses)
	if (filter.void !== undefined) yield eb('record.void', '=', filter.void ? 1 : 0)
	if (filter.hasProjectionError) yield eb('record.projection_error', 'is not', null)
	// a literal, so that the partial index on this condition is used
	if (filter.hasConflict) yield eb('record.open_conflicts', '>', sql.lit(0))
}

function* matchesTime(eb: RecordExpressionBuilder, filter: RecordFilter): Generator<Expression<SqlBool>> {
	if (filter.day !== undefined) yield eb('record.finished_on', '=', filter.day)
	if (filter.from !== undefined) yield eb('record.finished_on', '>=', filter.from)
	if (filter.to !== undefined) yield eb('record.finished_on', '<=', filter.to)
	if (filter.finishedAfter !== undefined) yield eb('record.finished_seq', '>', filter.finishedAfter)
	if (filter.changedAfter !== undefined) yield eb('record.last_seq', '>', filter.changedAfter)
	if (filter.disputedAfter !== undefined) yield hasConflictSince(filter.disputedAfter)
}

function hasFlag(eb: RecordExpressionBuilder, flag: FlagFilter): Expression<SqlBool> {
	if (flag === 'none') return eb('record.open_flags', '=', 0)
	if (flag === 'unknown') return eb('record.open_flags', '=', flagsNotComputed)
	const isSome = eb('record.open_flags', '>', 0)
	if (flag === 'any') return isSome
	return eb.and([isSome, eb('record.open_kinds', 'like', `% ${flag} %`)])
}

const isReadBy = (eb: RecordExpressionBuilder, role: Role): Expression<SqlBool> =>
	eb.or([
		eb('record.readers', 'like', `% ${role} %`),
		...(may(role, 'survey.read') ? [eb('record.readers', '=', '')] : []),
	])

/** Returns the roles to which a record is restricted; null if its form names none. */
export const readersOf = ({ readers }: Pick<Tables['record'], 'readers'>): Role[] | null =>
	readers === '' ? null : readers.split(' ').filter(isRole)

/** Limit of counting if no count table applies: counting a million records would take seconds. */
export const maxCounted = 10_000

/** Counts the records of a list: from the count tables if they apply, else by counting up to a limit. */
export async function countRecords(
	session: Session,
	filter: RecordFilter,
): Promise<{ total: number; isMore: boolean }> {
	const known = await countByFigures(session, filter)
	if (known !== null) return { total: known, isMore: false }
	const { total } = await session.db
		.selectFrom((from) =>
			from
				.selectFrom('record')
				// no column of the row, so that a covering index is enough
				.select(sql.lit(1).as('one'))
				.where((eb) => matchesFilter(eb, session.project, filter))
				.limit(maxCounted + 1)
				.as('some'),
		)
		.select((eb) => eb.fn.countAll().as('total'))
		.executeTakeFirstOrThrow()
	return { total: Math.min(maxCounted, Number(total)), isMore: Number(total) > maxCounted }
}

/** Counts records in the count tables. Null if the filter has a condition that they do not contain. */
async function countByFigures(session: Session, filter: RecordFilter): Promise<number | null> {
	const { owners, search, finishedAfter, changedAfter, disputedAfter, cluster, day, flag } = filter
	if (filter.hasProjectionError) return null
	const isBeyond = [owners, search, flag, finishedAfter, changedAfter, disputedAfter].some(
		(each) => each !== undefined,
	)
	const { round, form, sex, outcome, disposition, inDistricts, from, to } = filter
	const equal = { round, form, sex, outcome, disposition, cluster, day }
	const isOfDays = [day, from, to].some((each) => each !== undefined)
	const conditions = Object.entries(equal).filter(([, value]) => value !== undefined)
	// a value that a record does not have is '' in the count tables, and null in its row
	if (
		isBeyond ||
		(cluster !== undefined && isOfDays) ||
		inDistricts?.includes('') ||
		conditions.some(([, value]) => value === '')
	)
		return null
	const statuses = filter.isWaiting ? ['submitted'] : filter.statuses
	const isCountedOnly = filter.isCounted || filter.isWaiting
	const { total } = await session.db
		// both tables have these columns, and the one in which they differ
		.selectFrom(
			(cluster === undefined ? 'record_count_by_day' : 'record_count_by_cluster') as 'record_count_by_day',
		)
		.select((eb) => eb.fn.sum(filter.hasConflict ? 'disputed' : 'records').as('total'))
		.where('project', '=', session.project)
		.where('demonstration', '=', filter.demonstration ? 1 : 0)
		.where((eb) => eb.and(conditions.map(([column, value]) => eb(sql.ref(column), '=', value))))
		.$if(inDistricts !== undefined, (query) => query.where('district', 'in', inDistricts ?? []))
		// no day is '', which is before any other
		.$if(from !== undefined, (query) => query.where('day', '>=', from ?? ''))
		.$if(to !== undefined, (query) => query.where('day', '<=', to ?? '').where('day', '!=', ''))
		.$if(statuses !== undefined, (query) => query.where('status', 'in', statuses ?? []))
		.$if(isCountedOnly || filter.void !== undefined, (query) =>
			query.where('void', '=', !isCountedOnly && filter.void ? 1 : 0),
		)
		.$if(filter.isCounted ?? false, (query) => query.where('readers', '=', ''))
		.$if(filter.districts !== 'all', (query) =>
			query.where(
				'district',
				'in',
				filter.districts === 'all' || filter.districts.length === 0 ? ['-'] : filter.districts,
			),
		)
		.where((eb) =>
			eb.or([
				eb('readers', 'like', `% ${filter.role} %`),
				...(may(filter.role, 'survey.read') ? [eb('readers', '=', '')] : []),
			]),
		)
		.executeTakeFirstOrThrow()
	return Number(total ?? 0)
}

/** Returns the states by which records are approved in bulk. */
export function findReviewStates(
	row: Pick<
		Tables['record'],
		'status' | 'void' | 'open_conflicts' | 'open_flags' | 'projection_error' | 'readers'
	>,
	role: Role,
): Pick<
	RecordListItem,
	'status' | 'isVoid' | 'openConflicts' | 'openFlags' | 'answersError' | 'quickApprovalBlocker'
> {
	const listItem = {
		status: isStatus(row.status) ? row.status : ('draft' as const),
		isVoid: row.void === 1,
		openConflicts: row.open_conflicts,
		openFlags: row.open_flags === flagsNotComputed ? null : row.open_flags,
		answersError: row.projection_error,
	}
	return {
		...listItem,
		quickApprovalBlocker: findQuickApprovalBlocker(
			{ ...listItem, readers: row.readers.split(' ').filter(Boolean) },
			role,
		),
	}
}

export const findRecord = (session: Session, id: string) =>
	session.db
		.selectFrom('record')
		.selectAll()
		.where('project', '=', session.project)
		.where('id', '=', id)
		.executeTakeFirst()

/** Returns those of the given rounds that have records. */
export async function usedRounds(session: Session, codes: readonly string[]): Promise<Set<string>> {
	const used = new Set<string>()
	for (const code of codes) {
		const query = session.db.selectFrom('record').select('round').where('project', '=', session.project)
		if (await query.where('round', '=', code).limit(1).executeTakeFirst()) used.add(code)
	}
	return used
}

/** Returns the names of records, and the columns that decide who may see them. */
export const recordsById = (session: Session, ids: readonly string[]) =>
	queryInChunks(ids, (part) =>
		session.db
			.selectFrom('record')
			.select(['id', 'name', 'district', 'demonstration', 'owner', 'readers'])
			.where(alsoOf(session.project))
			.where('id', 'in', part)
			.execute(),
	)

/** Value of `projection_error` if the evaluation of a form's rules was stopped. */
export const tooSlow = 'TooSlow'

/**
 * Returns a page of ids of records that could not be evaluated. `isSlow`: because their rules took too long,
 * or for any other reason.
 */
export async function listUnprojectedRecords(
	session: Session,
	after: string,
	limit: number,
	isSlow = false,
): Promise<string[]> {
	const rows = await session.db
		.selectFrom('record')
		.select('id')
		.where('project', '=', session.project)
		.where('projection_error', 'is not', null)
		.where('projection_error', isSlow ? '=' : '!=', tooSlow)
		.where('id', '>', after)
		.orderBy('id')
		.limit(limit)
		.execute()
	return rows.map(({ id }) => id)
}

/** True if the last evaluation of any of these records succeeded. */
export async function hasProjected(session: Session, ids: readonly string[]): Promise<boolean> {
	const row = await session.db
		.selectFrom('record')
		.select('id')
		.where('project', '=', session.project)
		.where('id', 'in', ids)
		.where('projection_error', 'is', null)
		.limit(1)
		.executeTakeFirst()
	return row !== undefined
}

const recordsAfter = (session: Session, after: string, limit: number) =>
	session.db
		.selectFrom('record')
		.select('id')
		.where('project', '=', session.project)
		.where('id', '>', after)
		.limit(limit)

/** Returns a page of ids of all records. */
export async function listRecordIds(session: Session, after: string, limit: number): Promise<string[]> {
	const rows = await recordsAfter(session, after, limit).orderBy('id').execute()
	return rows.map(({ id }) => id)
}

/** Counts the records after an id, up to `limit`. */
export async function countRecordsAfter(session: Session, after: string, limit: number): Promise<number> {
	const { total } = await session.db
		.selectFrom(recordsAfter(session, after, limit).as('some'))
		.select((eb) => eb.fn.countAll().as('total'))
		.executeTakeFirstOrThrow()
	return Number(total)
}

/**
 * Increments the stamp of re-evaluated records: clients that follow changes by sequence number have to read
 * them again.
 */
export const bumpProjectionStamp = (session: Session) =>
	session.db
		.updateTable('head')
		.set((eb) => ({ projection_stamp: eb('projection_stamp', '+', 1) }))
		.where('project', '=', session.project)
		.execute()

/** Returns the ids of the records that a person owns. */
export async function findRecordIdsOfOwner(session: Session, person: string): Promise<Set<string>> {
	const rows = await session.db
		.selectFrom('record')
		.select('id')
		.where('project', '=', session.project)
		.where('owner', '=', person)
		.execute()
	return new Set(rows.map(({ id }) => id))
}

/** Returns the decisions about late changes of a record, newest first. */
export async function decidedLate(session: Session, record: string): Promise<string[]> {
	const rows = await session.db
		.selectFrom('conflict')
		.select('closed_by')
		.where('record', '=', record)
		.where('kind', '=', 'late')
		.where('closed_by', 'is not', null)
		.orderBy('closed_seq', 'desc')
		.execute()
	return rows.flatMap(({ closed_by }) => closed_by ?? [])
}

/** Returns those of the given forms of which a user has records. */
export async function formsOfRecords(
	session: Session,
	{ owner, forms }: { readonly owner: string; readonly forms: readonly string[] },
): Promise<ReadonlySet<string>> {
	if (forms.length === 0) return new Set()
	const rows = await session.db
		.selectFrom('record')
		.select('form')
		.distinct()
		.where('project', '=', session.project)
		.where('owner', '=', owner)
		.where('form', 'in', forms)
		.execute()
	return new Set(rows.map(({ form }) => form))
}

/** Marks all records to be folded again when the server starts. */
export async function markAllUnprojected(session: Session): Promise<void> {
	await session.db.updateTable('record').set({ projection_error: 'another-program' }).execute()
}

/** Returns the ids of all records. */
export async function allRecordIds(session: Session): Promise<string[]> {
	const rows = await session.db
		.selectFrom('record')
		.select('id')
		.where('project', '=', session.project)
		.execute()
	return rows.map(({ id }) => id)
}

/** Returns the ids of records that could be folded, newest first. */
export async function foldedRecordIds(session: Session): Promise<string[]> {
	const rows = await session.db
		.selectFrom('record')
		.select('id')
		.where('project', '=', session.project)
		.where('projection_error', 'is', null)
		.orderBy('last_seq', 'desc')
		.execute()
	return rows.map(({ id }) => id)
}

/** Returns the stored states of records, to compare them with a new fold. */
export const storedStates = (session: Session, ids: readonly string[]) =>
	session.db
		.selectFrom('record')
		.select(['id', 'answers', 'status', 'open_conflicts'])
		.where('id', 'in', ids)
		.execute()
