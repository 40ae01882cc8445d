import { type SqlBool, sql } from 'kysely'
import { matchesFilter, type RecordFilter } from '../records/records.ts'
import type { Session } from '../session.ts'

type BulkEditCondition = Parameters<typeof matchesFilter>[0]

/** One bulk edit, over those of its records that match a filter. */
export interface BulkEditSummary {
	readonly bulkEditId: string
	readonly undoes: string | null
	readonly records: number
	readonly undoneRecords: number
	/** Any of its revisions: author, time and reason are the same in all. */
	readonly revision: string
	readonly lastSeq: number
}

/** Returns bulk edits or imports, newest first. `before`: `lastSeq` of the last row of the page before. */
export async function listBulkEditSummaries(
	session: Session,
	filter: RecordFilter,
	page: { readonly before: number | undefined; readonly limit: number; readonly isImport: boolean },
): Promise<BulkEditSummary[]> {
	const rows = await session.db
		.selectFrom('bulk_edit_revision')
		.innerJoin('record', 'record.id', 'bulk_edit_revision.record')
		.select(({ fn }) => [
			'bulk_edit_revision.bulk_edit',
			'bulk_edit_revision.undoes',
			fn.count<number>('bulk_edit_revision.record').distinct().as('records'),
			fn.min('bulk_edit_revision.revision').as('revision'),
			fn.max('bulk_edit_revision.seq').as('last'),
		])
		.where('bulk_edit_revision.project', '=', session.project)
		.where('bulk_edit_revision.is_import', '=', page.isImport ? 1 : 0)
		.where((eb) => matchesFilter(eb as unknown as BulkEditCondition, session.project, filter))
		.groupBy(['bulk_edit_revision.bulk_edit', 'bulk_edit_revision.undoes'])
		.$if(page.before !== undefined, (query) =>
			query.having((eb) => eb(eb.fn.max('bulk_edit_revision.seq'), '<', page.before ?? 0)),
		)
		.orderBy('last', 'desc')
		.limit(page.limit)
		.execute()
	const backs = await countUndone(
		session,
		filter,
		rows.map(({ bulk_edit }) => bulk_edit),
	)
	return rows.map((row) => ({
		bulkEditId: row.bulk_edit,
		undoes: row.undoes,
		records: Number(row.records),
		undoneRecords: backs.get(row.bulk_edit) ?? 0,
		revision: row.revision,
		lastSeq: Number(row.last),
	}))
}

async function countUndone(
	session: Session,
	filter: RecordFilter,
	bulkEdits: readonly string[],
): Promise<Map<string, number>> {
	if (bulkEdits.length === 0) return new Map()
	const rows = await session.db
		.selectFrom('bulk_edit_revision')
		.innerJoin('record', 'record.id', 'bulk_edit_revision.record')
		.select(({ fn }) => [
			'bulk_edit_revision.undoes',
			fn.count<number>('bulk_edit_revision.record').distinct().as('records'),
		])
		.where('bulk_edit_revision.project', '=', session.project)
		.where('bulk_edit_revision.undoes', 'in', bulkEdits)
		// an undo that was itself undone has no effect
		.where(
			sql<SqlBool>`not exists (
				select 1 from bulk_edit_revision back
				where back.undoes = bulk_edit_revision.bulk_edit and back.record = bulk_edit_revision.record and back.project = bulk_edit_revision.project
				and not exists (
					select 1 from bulk_edit_revision again
					where again.undoes = back.bulk_edit and again.record = back.record and again.project = back.project
				)
			)`,
		)
		.where((eb) => matchesFilter(eb as unknown as BulkEditCondition, session.project, filter))
		.groupBy('bulk_edit_revision.undoes')
		.execute()
	return new Map(rows.map(({ undoes, records }) => [undoes ?? '', Number(records)]))
}

/**
 * Returns the revisions of a bulk edit in the order of writing. `after`: sequence number of the last one of
 * the page before.
 */
export const listBulkEditRevisions = (
	session: Session,
	filter: RecordFilter,
	{
		bulkEditId,
		after,
		limit,
	}: { readonly bulkEditId: string; readonly after: number; readonly limit: number },
) =>
	session.db
		.selectFrom('bulk_edit_revision')
		.innerJoin('record', 'record.id', 'bulk_edit_revision.record')
		.select([
			'bulk_edit_revision.revision',
			'bulk_edit_revision.record',
			'bulk_edit_revision.seq',
			'record.name',
			'record.form',
			'record.form_version',
		])
		.where('bulk_edit_revision.project', '=', session.project)
		.where('bulk_edit_revision.bulk_edit', '=', bulkEditId)
		.where('bulk_edit_revision.seq', '>', after)
		.where((eb) => matchesFilter(eb as unknown as BulkEditCondition, session.project, filter))
		.orderBy('bulk_edit_revision.seq')
		.limit(limit)
		.execute()

/** A revision of a bulk edit, or of its undo. */
export interface BulkEditRevision {
	readonly revision: string
	readonly record: string
	readonly bulkEditId: string
	readonly undoes: string | null
	readonly seq: number
	/** Username of its author. */
	readonly code: string
}

const rowBatchSize = 200

/** Yields all edits of the matching records in the order of writing, page by page. */
export async function* streamBulkEdits(
	session: Session,
	filter: RecordFilter,
): AsyncGenerator<BulkEditRevision[]> {
	let after = 0
	for (;;) {
		const page = await session.db
			.selectFrom('bulk_edit_revision')
			.innerJoin('record', 'record.id', 'bulk_edit_revision.record')
			.innerJoin('revision', 'revision.id', 'bulk_edit_revision.revision')
			.leftJoin('person', 'person.id', 'revision.author')
			.select([
				'bulk_edit_revision.revision',
				'bulk_edit_revision.record',
				'bulk_edit_revision.bulk_edit as bulkEditId',
				'bulk_edit_revision.undoes',
				'bulk_edit_revision.seq',
				(eb) => eb.fn.coalesce('person.code', eb.val('')).as('code'),
			])
			.where('bulk_edit_revision.project', '=', session.project)
			.where('bulk_edit_revision.is_import', '=', 0)
			.where('bulk_edit_revision.seq', '>', after)
			.where((eb) => matchesFilter(eb as unknown as BulkEditCondition, session.project, filter))
			.orderBy('bulk_edit_revision.seq')
			.limit(rowBatchSize)
			.execute()
		if (page.length > 0) yield page.map((row) => ({ ...row, seq: Number(row.seq) }))
		if (page.length < rowBatchSize) return
		after = Number(page.at(-1)?.seq)
	}
}
