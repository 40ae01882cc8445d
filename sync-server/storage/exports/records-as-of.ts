import { type SqlBool, sql } from 'kysely'
import { inParts, queryInChunks } from '../engine/chunks.ts'
import { matchesFilter, type RecordFilter } from '../records/records.ts'
import type { Session } from '../session.ts'
import { type ExportRow, exportColumns } from './export-records.ts'

type AsOfCondition = Parameters<typeof matchesFilter>[0]

/** A record's row, and whether it was the same at the given sequence number. */
export interface AsOfRow extends ExportRow {
	readonly first_seq: number
	/**
	 * False if something arrived or was released later, or is to be left out: the earlier state has to be
	 * computed.
	 */
	readonly isCurrent: boolean
}

const rowBatchSize = 200

interface AsOfQuery {
	readonly seq: number
	readonly withoutEdits: boolean
	/** Form versions that existed; empty: all. */
	readonly versions: readonly number[]
	/** Only these records. */
	readonly ids?: readonly string[] | undefined
	/** By first arrival, or by id in code-point order, whatever the database's collation. */
	readonly order: 'arrived' | 'id'
}

/**
 * Yields the records of a form that can have matched a filter at sequence number `seq`: those that match and
 * have not changed since, and all that have. Page by page.
 */
export async function* streamRecordsStoredBefore(
	session: Session,
	filter: RecordFilter,
	asOf: AsOfQuery,
): AsyncGenerator<AsOfRow[]> {
	const changed = hasChanged(asOf)
	const candidates = () =>
		session.db
			.selectFrom('record')
			.where('record.project', '=', session.project)
			.where('record.form', '=', filter.form ?? '')
			.where('record.first_seq', '<=', asOf.seq)
			.$if(asOf.ids !== undefined, (query) => query.where('record.id', 'in', asOf.ids ?? []))
			.where((eb) => eb.or([changed, matchesFilter(eb as unknown as AsOfCondition, session.project, filter)]))
	const rows = () =>
		candidates()
			.leftJoin('person', 'person.id', 'record.owner')
			.leftJoin('revision as last', (join) =>
				join.onRef('last.project', '=', 'record.project').onRef('last.seq', '=', 'record.last_seq'),
			)
			.select([
				...exportColumns,
				'last.id as last_revision',
				'record.first_seq',
				(eb) => eb.fn.coalesce('person.code', eb.val('')).as('owner_code'),
				sql<number>`case when ${changed} then 0 else 1 end`.as('is_current'),
			])
	if (asOf.order === 'id') {
		const ids = (await candidates().select('record.id').execute()).map(({ id }) => id).sort()
		for (const part of inParts(ids, rowBatchSize)) {
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
			.limit(rowBatchSize)
			.execute()
		if (page.length > 0) yield page.map(toAsOfRow)
		if (page.length < rowBatchSize) return
		last = Number(page.at(-1)?.first_seq)
	}
}

const toAsOfRow = (row: ExportRow & { first_seq: number; is_current: number }): AsOfRow => ({
	...row,
	first_seq: Number(row.first_seq),
	isCurrent: Number(row.is_current) === 1,
})

const hasChanged = ({ seq, withoutEdits, versions }: AsOfQuery) => sql<SqlBool>`(
	record.last_seq > ${seq}
	${versions.length > 0 ? sql`or record.form_version not in (${sql.join(versions)})` : sql``}
	or exists (
		select 1 from quarantine_decision inner join revision on revision.id = quarantine_decision.revision
		where quarantine_decision.seq > ${seq} and revision.record = record.id
	)
	${
		withoutEdits
			? sql`or exists (select 1 from bulk_edit_revision where bulk_edit_revision.record = record.id and bulk_edit_revision.seq <= ${seq})`
			: sql``
	}
)`

/**
 * Returns the revisions that were not part of these records at sequence number `seq` although they arrived
 * before: quarantined then, and released later. The last decision up to `seq` determines the state.
 */
export async function listQuarantinedAsOf(
	session: Session,
	records: readonly string[],
	seq: number,
): Promise<Set<string>> {
	if (records.length === 0) return new Set()
	const rows = await session.db
		.selectFrom('quarantine_decision')
		.innerJoin('revision', 'revision.id', 'quarantine_decision.revision')
		.select(['quarantine_decision.revision', 'quarantine_decision.decision', 'quarantine_decision.seq'])
		.where('revision.record', 'in', records)
		.orderBy('quarantine_decision.seq')
		.execute()
	const counted = new Map<string, boolean>()
	for (const { revision, decision, seq: at } of rows)
		if (at <= seq) counted.set(revision, decision === 'let-in')
		else if (!counted.has(revision)) counted.set(revision, false)
	return new Set([...counted].filter(([, isCounted]) => !isCounted).map(([revision]) => revision))
}

/** A conflict with the revision that resolved it. */
export interface ClosedConflict {
	readonly id: string
	readonly kind: string
	readonly path: string
	readonly revisions: readonly string[]
	readonly closedBy: string
}

/**
 * Returns the conflicts of these records that were resolved at sequence number `seq`, by record, ordered by
 * id.
 */
export async function listConflictsClosedAsOf(
	session: Session,
	records: readonly string[],
	seq: number,
): Promise<Map<string, ClosedConflict[]>> {
	const rows = await queryInChunks(records, (part) =>
		session.db
			.selectFrom('conflict')
			.select(['record', 'id', 'kind', 'path', 'revisions', 'closed_by'])
			.where('record', 'in', part)
			.where('closed_by', 'is not', null)
			// the resolving revision may have arrived before it was released
			.where('closed_seq', '<=', seq)
			.execute(),
	)
	const found = new Map<string, ClosedConflict[]>()
	// in code-point order, whatever the database's collation
	for (const { record, id, kind, path, revisions, closed_by } of rows.sort((a, b) => (a.id < b.id ? -1 : 1)))
		found.set(record, [
			...(found.get(record) ?? []),
			{ id, kind, path, revisions: JSON.parse(revisions) as string[], closedBy: closed_by ?? '' },
		])
	return found
}

/**
 * Counts the revisions that were rejected after a sequence number: a release from before it may have
 * contained them.
 */
export async function countRejectedSince(session: Session, seq: number): Promise<number> {
	const { count } = await session.db
		.selectFrom('quarantine_decision')
		.select((eb) => eb.fn.countAll().as('count'))
		.where('project', '=', session.project)
		.where('seq', '>', seq)
		.where('decision', '=', 'keep-out')
		.executeTakeFirstOrThrow()
	return Number(count)
}
