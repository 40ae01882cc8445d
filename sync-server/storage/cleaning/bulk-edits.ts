import { type Kysely, type SqlBool, sql } from 'kysely'
import { matchesFilter, type RecordFilter } from '../records/records.ts'
import type { Tables } from '../tables/tables.ts'

type BulkEditCondition = Parameters<typeof matchesFilter>[0]

/** One bulk edit, over those of its records that match a filter. */
export interface BulkEditSummary {
	readonly correction: string
	readonly takesBack: string | null
	readonly records: number
	readonly takenBack: number
	/** Any of its revisions: author, time and reason are the same in all. */
	readonly revision: string
	readonly lastSeq: number
}

/** Returns bulk edits or imports, newest first. `before`: `lastSeq` of the last row of the page before. */
export async function listCorrections(
	db: Kysely<Tables>,
	project: string,
	filter: RecordFilter,
	page: { readonly before: number | undefined; readonly limit: number; readonly isBroughtIn: boolean },
): Promise<BulkEditSummary[]> {
	const rows = await db
		.selectFrom('correction')
		.innerJoin('record', 'record.id', 'correction.record')
		.select(({ fn }) => [
			'correction.correction',
			'correction.takes_back',
			fn.count<number>('correction.record').distinct().as('records'),
			fn.min('correction.revision').as('revision'),
			fn.max('correction.seq').as('last'),
		])
		.where('correction.project', '=', project)
		.where('correction.brought_in', '=', page.isBroughtIn ? 1 : 0)
		.where((eb) => matchesFilter(eb as unknown as BulkEditCondition, project, filter))
		.groupBy(['correction.correction', 'correction.takes_back'])
		.$if(page.before !== undefined, (query) =>
			query.having((eb) => eb(eb.fn.max('correction.seq'), '<', page.before ?? 0)),
		)
		.orderBy('last', 'desc')
		.limit(page.limit)
		.execute()
	const backs = await countTakenBack(
		db,
		project,
		filter,
		rows.map(({ correction }) => correction),
	)
	return rows.map((row) => ({
		correction: row.correction,
		takesBack: row.takes_back,
		records: Number(row.records),
		takenBack: backs.get(row.correction) ?? 0,
		revision: row.revision,
		lastSeq: Number(row.last),
	}))
}

async function countTakenBack(
	db: Kysely<Tables>,
	project: string,
	filter: RecordFilter,
	corrections: readonly string[],
): Promise<Map<string, number>> {
	if (corrections.length === 0) return new Map()
	const rows = await db
		.selectFrom('correction')
		.innerJoin('record', 'record.id', 'correction.record')
		.select(({ fn }) => [
			'correction.takes_back',
			fn.count<number>('correction.record').distinct().as('records'),
		])
		.where('correction.project', '=', project)
		.where('correction.takes_back', 'in', corrections)
		// an undo that was itself undone has no effect
		.where(
			sql<SqlBool>`not exists (
				select 1 from correction back
				where back.takes_back = correction.correction and back.record = correction.record and back.project = correction.project
				and not exists (
					select 1 from correction again
					where again.takes_back = back.correction and again.record = back.record and again.project = back.project
				)
			)`,
		)
		.where((eb) => matchesFilter(eb as unknown as BulkEditCondition, project, filter))
		.groupBy('correction.takes_back')
		.execute()
	return new Map(rows.map(({ takes_back, records }) => [takes_back ?? '', Number(records)]))
}

/**
 * Returns the revisions of a bulk edit in the order of writing. `after`: sequence number of the last one of
 * the page before.
 */
export const revisionsOfCorrection = (
	db: Kysely<Tables>,
	project: string,
	filter: RecordFilter,
	{
		correction,
		after,
		limit,
	}: { readonly correction: string; readonly after: number; readonly limit: number },
) =>
	db
		.selectFrom('correction')
		.innerJoin('record', 'record.id', 'correction.record')
		.select([
			'correction.revision',
			'correction.record',
			'correction.seq',
			'record.name',
			'record.form',
			'record.form_version',
		])
		.where('correction.project', '=', project)
		.where('correction.correction', '=', correction)
		.where('correction.seq', '>', after)
		.where((eb) => matchesFilter(eb as unknown as BulkEditCondition, project, filter))
		.orderBy('correction.seq')
		.limit(limit)
		.execute()

/** A revision of a bulk edit, or of its undo. */
export interface BulkEditRevision {
	readonly revision: string
	readonly record: string
	readonly correction: string
	readonly takes_back: string | null
	readonly seq: number
	/** Username of its author. */
	readonly code: string
}

const rowsAtATime = 200

/** Yields all edits of the matching records in the order of writing, page by page. */
export async function* streamBulkEdits(
	db: Kysely<Tables>,
	project: string,
	filter: RecordFilter,
): AsyncGenerator<BulkEditRevision[]> {
	let after = 0
	for (;;) {
		const page = await db
			.selectFrom('correction')
			.innerJoin('record', 'record.id', 'correction.record')
			.innerJoin('revision', 'revision.id', 'correction.revision')
			.leftJoin('person', 'person.id', 'revision.author')
			.select([
				'correction.revision',
				'correction.record',
				'correction.correction',
				'correction.takes_back',
				'correction.seq',
				(eb) => eb.fn.coalesce('person.code', eb.val('')).as('code'),
			])
			.where('correction.project', '=', project)
			.where('correction.brought_in', '=', 0)
			.where('correction.seq', '>', after)
			.where((eb) => matchesFilter(eb as unknown as BulkEditCondition, project, filter))
			.orderBy('correction.seq')
			.limit(rowsAtATime)
			.execute()
		if (page.length > 0) yield page.map((row) => ({ ...row, seq: Number(row.seq) }))
		if (page.length < rowsAtATime) return
		after = Number(page.at(-1)?.seq)
	}
}
