import { type Kysely, type SqlBool, sql } from 'kysely'
import { type ExportRow, exportColumns } from './export-queries.ts'
import { inParts, queryInChunks } from './in-parts.ts'
import { matchesFilter, type RecordFilter } from './record-queries.ts'
import type { Tables } from './tables.ts'

type AsOfCondition = Parameters<typeof matchesFilter>[0]

/** A record's row, and whether it stood like this. */
export interface AsOfRow extends ExportRow {
	readonly first_seq: number
	/** False: something came later, was let in later, or is to be left out; what stood has to be worked out. */
	readonly isCurrent: boolean
}

const rowsAtATime = 200

interface AsOfQuery {
	readonly seq: number
	readonly withoutCorrections: boolean
	/** Versions of the form that there were; none: all count. */
	readonly versions: readonly number[]
	/** Only these. */
	readonly ids?: readonly string[] | undefined
	/** In which they first arrived, or of the letters of their ids, whatever the database's language. */
	readonly order: 'arrived' | 'id'
}

/**
 * The records of a form that can have been among those of a filter when `seq` was the last number: those that fit and have not changed since,
 * and all that have. Some at a time.
 */
export async function* streamRecordsStoredBefore(
	db: Kysely<Tables>,
	project: string,
	filter: RecordFilter,
	asked: AsOfQuery,
): AsyncGenerator<AsOfRow[]> {
	const changed = hasChanged(asked)
	const among = () =>
		db
			.selectFrom('record')
			.where('record.project', '=', project)
			.where('record.form', '=', filter.form ?? '')
			.where('record.first_seq', '<=', asked.seq)
			.$if(asked.ids !== undefined, (query) => query.where('record.id', 'in', asked.ids ?? []))
			.where((eb) => eb.or([changed, matchesFilter(eb as unknown as AsOfCondition, project, filter)]))
	const rows = () =>
		among()
			.leftJoin('person', 'person.id', 'record.owner')
			.leftJoin('revision as last', (join) =>
				join.onRef('last.project', '=', 'record.project').onRef('last.seq', '=', 'record.last_seq'),
			)
			.select([
				...exportColumns,
				'last.id as last_revision',
				'record.first_seq',
				(eb) => eb.fn.coalesce('person.code', eb.val('')).as('owner_code'),
				sql<number>`case when ${changed} then 0 else 1 end`.as('stands'),
			])
	if (asked.order === 'id') {
		const ids = (await among().select('record.id').execute()).map(({ id }) => id).sort()
		for (const part of inParts(ids, rowsAtATime)) {
			const found = new Map(
				(await rows().where('record.id', 'in', part).execute()).map((row) => [row.id, row]),
			)
			yield part.flatMap((id) => {
				const row = found.get(id)
				return row ? [toAsOfRow(row)] : []
			})
		}
		return
	}
	for (let last = -1; ; ) {
		// no two records begin with the same revision
		const page = await rows()
			.where('record.first_seq', '>', last)
			.orderBy('record.first_seq')
			.limit(rowsAtATime)
			.execute()
		if (page.length > 0) yield page.map(toAsOfRow)
		if (page.length < rowsAtATime) return
		last = Number(page.at(-1)?.first_seq)
	}
}

const toAsOfRow = (row: ExportRow & { first_seq: number; stands: number }): AsOfRow => ({
	...row,
	first_seq: Number(row.first_seq),
	isCurrent: Number(row.stands) === 1,
})

const hasChanged = ({ seq, withoutCorrections, versions }: AsOfQuery) => sql<SqlBool>`(
	record.last_seq > ${seq}
	${versions.length > 0 ? sql`or record.form_version not in (${sql.join(versions)})` : sql``}
	or exists (
		select 1 from decision inner join revision on revision.id = decision.revision
		where decision.seq > ${seq} and revision.record = record.id
	)
	${
		withoutCorrections
			? sql`or exists (select 1 from correction where correction.record = record.id and correction.seq <= ${seq})`
			: sql``
	}
)`

/**
 * Of these records the revisions that were no part of them when `seq` was the last number, though they came before: held back then, and let in
 * later. Which counted is said by their last decision until then.
 */
export async function listQuarantinedAsOf(
	db: Kysely<Tables>,
	records: readonly string[],
	seq: number,
): Promise<Set<string>> {
	if (records.length === 0) return new Set()
	const rows = await db
		.selectFrom('decision')
		.innerJoin('revision', 'revision.id', 'decision.revision')
		.select(['decision.revision', 'decision.decision', 'decision.seq'])
		.where('revision.record', 'in', records)
		.orderBy('decision.seq')
		.execute()
	const counted = new Map<string, boolean>()
	for (const { revision, decision, seq: at } of rows)
		if (at <= seq) counted.set(revision, decision === 'let-in')
		else if (!counted.has(revision)) counted.set(revision, false)
	return new Set([...counted].filter(([, isCounted]) => !isCounted).map(([revision]) => revision))
}

/** A disagreement with the revision that decided it. */
export interface ClosedConflict {
	readonly id: string
	readonly kind: string
	readonly path: string
	readonly revisions: readonly string[]
	readonly closedBy: string
}

/** What had been decided of these records when `seq` was the last number; by record, in the order of their ids. */
export async function listConflictsClosedAsOf(
	db: Kysely<Tables>,
	records: readonly string[],
	seq: number,
): Promise<Map<string, ClosedConflict[]>> {
	const rows = await queryInChunks(records, (part) =>
		db
			.selectFrom('disagreement')
			.select(['record', 'id', 'kind', 'path', 'revisions', 'closed_by'])
			.where('record', 'in', part)
			.where('closed_by', 'is not', null)
			// what decided it may have come before it counted
			.where('closed_seq', '<=', seq)
			.execute(),
	)
	const found = new Map<string, ClosedConflict[]>()
	// by the letters of their ids, whatever the database's language
	for (const { record, id, kind, path, revisions, closed_by } of rows.sort((a, b) => (a.id < b.id ? -1 : 1)))
		found.set(record, [
			...(found.get(record) ?? []),
			{ id, kind, path, revisions: JSON.parse(revisions) as string[], closedBy: closed_by ?? '' },
		])
	return found
}

/** Work that was kept out after a number, though it had counted before: what was released then is without it since. */
export async function countRejectedSince(db: Kysely<Tables>, project: string, seq: number): Promise<number> {
	const { count } = await db
		.selectFrom('decision')
		.select((eb) => eb.fn.countAll().as('count'))
		.where('project', '=', project)
		.where('seq', '>', seq)
		.where('decision', '=', 'keep-out')
		.executeTakeFirstOrThrow()
	return Number(count)
}
