import type { Kysely } from 'kysely'
import type { ExportCount } from '#shared/export/export-count'
import { inParts } from './in-parts.ts'
import { matchesFilter, type RecordFilter } from './record-queries.ts'
import type { Tables } from './tables.ts'

/** One record, as files tell of it. */
export interface RecordInFiles {
	readonly id: string
	readonly form_version: number
	readonly owner_code: string
	readonly status: string
	readonly open_cases: number
	readonly started: string
	readonly changed: string
	readonly view: string
	readonly district: string | null
	readonly cluster: string | null
}
/** And as an export reads it. */
export interface ExportRow extends RecordInFiles {
	/** Id of the revision that came last. */
	readonly last_revision: string | null
}

type RecordCondition = Parameters<typeof matchesFilter>[0]
const rowsAtATime = 200

/** What files are written from, beside who owns a record, and the revision that came last. */
export const exportColumns = [
	'record.id',
	'record.form_version',
	'record.status',
	'record.open_cases',
	'record.started',
	'record.changed',
	'record.view',
	'record.district',
	'record.cluster',
] as const

/** Records in the order in which they first arrived, or of their ids; a few at a time, so that memory stays the same for any number. */
export function streamRecords(
	db: Kysely<Tables>,
	project: string,
	filter: RecordFilter,
	order: 'arrived' | 'id' = 'arrived',
): AsyncIterableIterator<ExportRow> {
	return db
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
		.where((eb) => matchesFilter(eb as unknown as RecordCondition, project, filter))
		.$if(order === 'arrived', (query) => query.orderBy('record.first_seq'))
		.orderBy('record.id')
		.stream(rowsAtATime)
}

/** Number of the last thing that had come, of whatever kind. */
export async function lastNumber(db: Kysely<Tables>, project: string): Promise<number> {
	const { seq } = await db
		.selectFrom('head')
		.select('seq')
		.where('project', '=', project)
		.executeTakeFirstOrThrow()
	return Number(seq)
}

/** An attachment with the record that names it. */
export interface AttachmentExportRow {
	readonly record: string
	readonly form_version: number
	readonly view: string
	readonly name: string
	readonly hash: string
	readonly size: number
}

/** What is at the server of the attachments of the records that `streamRecords` would give, record by record. */
export function streamAttachments(
	db: Kysely<Tables>,
	project: string,
	filter: RecordFilter,
): AsyncIterableIterator<AttachmentExportRow> {
	return db
		.selectFrom('record')
		.innerJoin('attachment', 'attachment.record', 'record.id')
		.select([
			'record.id as record',
			'record.form_version',
			'record.view',
			'attachment.name',
			'attachment.hash',
			'attachment.size',
		])
		.where((eb) => matchesFilter(eb as unknown as RecordCondition, project, filter))
		.orderBy('record.first_seq')
		.orderBy('record.id')
		.orderBy('attachment.name')
		.stream(rowsAtATime)
}

/** How many records `streamRecords` would give. */
export async function countForExport(
	db: Kysely<Tables>,
	project: string,
	filter: RecordFilter,
): Promise<Pick<ExportCount, 'records' | 'disputed'>> {
	const counted = await db
		.selectFrom('record')
		.select(({ fn, eb }) => [
			fn.countAll().as('records'),
			fn.sum(eb.case().when('open_cases', '>', 0).then(1).else(0).end()).as('disputed'),
		])
		.where((eb) => matchesFilter(eb, project, filter))
		.executeTakeFirstOrThrow()
	// the sum of no rows is null
	return { records: Number(counted.records), disputed: Number(counted.disputed ?? 0) }
}

/** One side of a disagreement, or the decision. */
export interface ConflictSide {
	readonly record: string
	readonly kind: string
	readonly path: string
	/** The revision that decided; null while it is open. */
	readonly closedBy: string | null
	readonly revision: string
	readonly bytes: Uint8Array
	readonly redacted: string | null
	readonly role: string
	readonly received: string
	/** Code of its author. */
	readonly code: string
}

/**
 * The disagreements of the records of a form, open and closed, side after side and the decision last. A few are read at
 * a time, by where the last ones ended: a disagreement of ten thousand sides, or ten thousand of two, need no more memory.
 */
export async function* streamConflicts(
	db: Kysely<Tables>,
	project: string,
	filter: RecordFilter,
): AsyncGenerator<ConflictSide> {
	let last = { opened: -1, id: '' }
	for (;;) {
		const page = await db
			.selectFrom('disagreement')
			.innerJoin('record', 'record.id', 'disagreement.record')
			.select([
				'disagreement.record',
				'disagreement.id',
				'disagreement.kind',
				'disagreement.path',
				'disagreement.revisions',
				'disagreement.opened_seq',
				'disagreement.closed_by',
			])
			.where('disagreement.project', '=', project)
			.where((eb) => matchesFilter(eb as unknown as RecordCondition, project, filter))
			// says nothing that the next line does not say, but the index can begin at it
			.where('disagreement.opened_seq', '>=', last.opened)
			.where((eb) =>
				eb.or([
					eb('disagreement.opened_seq', '>', last.opened),
					eb.and([eb('disagreement.opened_seq', '=', last.opened), eb('disagreement.id', '>', last.id)]),
				]),
			)
			.orderBy('disagreement.opened_seq')
			.orderBy('disagreement.id')
			.limit(rowsAtATime)
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
		for (const part of inParts(sides, rowsAtATime)) {
			const rows = await db
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
		if (!end || page.length < rowsAtATime) return
		last = { opened: end.opened_seq, id: end.id }
	}
}
