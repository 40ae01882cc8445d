import type { ExportCount } from '#shared/export/export-count'
import { inParts } from '../engine/chunks.ts'
import { matchesFilter, type RecordFilter } from '../records/records.ts'
import type { Session } from '../session.ts'

/** The columns of a record that export files contain. */
export interface RecordInFiles {
	readonly id: string
	readonly form_version: number
	readonly owner_code: string
	readonly status: string
	readonly open_conflicts: number
	readonly started: string
	readonly changed: string
	readonly answers: string
	readonly district: string | null
	readonly cluster: string | null
}
/** The columns of a record that an export reads. */
export interface ExportRow extends RecordInFiles {
	/** Id of the newest revision. */
	readonly last_revision: string | null
}

type RecordCondition = Parameters<typeof matchesFilter>[0]
const rowBatchSize = 200

/** Columns for export files, except the owner and the newest revision. */
export const exportColumns = [
	'record.id',
	'record.form_version',
	'record.status',
	'record.open_conflicts',
	'record.started',
	'record.changed',
	'record.answers',
	'record.district',
	'record.cluster',
] as const

/**
 * Streams records by first arrival or by id, page by page, so that memory use does not depend on their
 * number.
 */
export function streamRecords(
	session: Session,
	filter: RecordFilter,
	order: 'arrived' | 'id' = 'arrived',
): AsyncIterableIterator<ExportRow> {
	return session.db
		.selectFrom('record')
		.leftJoin('person', 'person.id', 'record.owner')
		.leftJoin('revision as last', (join) =>
			join.onRef('last.project', '=', 'record.project').onRef('last.seq', '=', 'record.last_seq'),
		)
		.select([
			...exportColumns,
			'last.id as last_revision',
			(eb) => eb.fn.coalesce('person.code', eb.val('')).as('owner_code'),
		])
		.where((eb) => matchesFilter(eb as unknown as RecordCondition, session.project, filter))
		.$if(order === 'arrived', (query) => query.orderBy('record.first_seq'))
		.orderBy('record.id')
		.stream(rowBatchSize)
}

/** Returns the last sequence number of the project. */
export async function lastNumber(session: Session): Promise<number> {
	const { seq } = await session.db
		.selectFrom('head')
		.select('seq')
		.where('project', '=', session.project)
		.executeTakeFirstOrThrow()
	return Number(seq)
}

/** An attachment with the record that names it. */
export interface AttachmentExportRow {
	readonly record: string
	readonly form_version: number
	readonly answers: string
	readonly name: string
	readonly hash: string
	readonly size: number
}

/** Streams the stored attachments of the records that `streamRecords` returns, record by record. */
export function streamAttachments(
	session: Session,
	filter: RecordFilter,
): AsyncIterableIterator<AttachmentExportRow> {
	return session.db
		.selectFrom('record')
		.innerJoin('attachment', 'attachment.record', 'record.id')
		.select([
			'record.id as record',
			'record.form_version',
			'record.answers',
			'attachment.name',
			'attachment.hash',
			'attachment.size',
		])
		.where((eb) => matchesFilter(eb as unknown as RecordCondition, session.project, filter))
		.orderBy('record.first_seq')
		.orderBy('record.id')
		.orderBy('attachment.name')
		.stream(rowBatchSize)
}

/** Counts the records that `streamRecords` returns. */
export async function countForExport(
	session: Session,
	filter: RecordFilter,
): Promise<Pick<ExportCount, 'records' | 'disputed'>> {
	const counted = await session.db
		.selectFrom('record')
		.select(({ fn, eb }) => [
			fn.countAll().as('records'),
			fn.sum(eb.case().when('open_conflicts', '>', 0).then(1).else(0).end()).as('disputed'),
		])
		.where((eb) => matchesFilter(eb, session.project, filter))
		.executeTakeFirstOrThrow()
	// the sum of no rows is null
	return { records: Number(counted.records), disputed: Number(counted.disputed ?? 0) }
}

/** One side of a conflict, or its resolution. */
export interface ConflictSide {
	readonly record: string
	readonly kind: string
	readonly path: string
	/** The revision that resolved it; null while it is open. */
	readonly closedBy: string | null
	readonly revision: string
	readonly bytes: Uint8Array
	readonly redacted: string | null
	readonly role: string
	readonly received: string
	/** Username of its author. */
	readonly code: string
}

/**
 * Yields the conflicts of the matching records, open and resolved: side after side and the resolution last.
 * They are read page by page after a cursor, so that a conflict of ten thousand sides, or ten thousand
 * conflicts of two, need no more memory.
 */
export async function* streamConflicts(session: Session, filter: RecordFilter): AsyncGenerator<ConflictSide> {
	let last = { opened: -1, id: '' }
	for (;;) {
		const page = await session.db
			.selectFrom('conflict')
			.innerJoin('record', 'record.id', 'conflict.record')
			.select([
				'conflict.record',
				'conflict.id',
				'conflict.kind',
				'conflict.path',
				'conflict.revisions',
				'conflict.opened_seq',
				'conflict.closed_by',
			])
			.where('conflict.project', '=', session.project)
			.where((eb) => matchesFilter(eb as unknown as RecordCondition, session.project, filter))
			// redundant with the next condition, but it lets the index be used
			.where('conflict.opened_seq', '>=', last.opened)
			.where((eb) =>
				eb.or([
					eb('conflict.opened_seq', '>', last.opened),
					eb.and([eb('conflict.opened_seq', '=', last.opened), eb('conflict.id', '>', last.id)]),
				]),
			)
			.orderBy('conflict.opened_seq')
			.orderBy('conflict.id')
			.limit(rowBatchSize)
			.execute()
		const sides = page.flatMap(({ record, kind, path, revisions, closed_by: closedBy }) =>
			[...(JSON.parse(revisions) as string[]), ...(closedBy ? [closedBy] : [])].map((revision) => ({
				record,
				kind,
				path,
				closedBy,
				revision,
			})),
		)
		for (const part of inParts(sides, rowBatchSize)) {
			const rows = await session.db
				.selectFrom('revision')
				.leftJoin('person', 'person.id', 'revision.author')
				.select([
					'revision.id',
					'revision.bytes',
					'revision.redacted',
					'revision.role',
					'revision.received',
					(eb) => eb.fn.coalesce('person.code', eb.val('')).as('code'),
				])
				.where(
					'revision.id',
					'in',
					part.map(({ revision }) => revision),
				)
				.execute()
			const byId = new Map(rows.map(({ id, ...row }) => [id, row]))
			for (const side of part) {
				const row = byId.get(side.revision)
				if (row) yield { ...side, ...row }
			}
		}
		const end = page.at(-1)
		if (!end || page.length < rowBatchSize) return
		last = { opened: end.opened_seq, id: end.id }
	}
}
