import { sql } from 'kysely'
import { attachmentId } from '#shared/sync/attachment-upload'
import { alsoOf, inParts, queryInChunks } from '../engine/chunks.ts'
import { deleteColumnTables } from '../exports/column-tables.ts'
import { expireExportJobs } from '../exports/export-jobs.ts'
import type { Session } from '../session.ts'
import type { Tables } from '../tables/tables.ts'

export type ErasureRow = Omit<Tables['erasure'], 'project' | 'signature'> & {
	readonly signature: Uint8Array
}

/** Returns those of the given records that were erased. */
export async function findErased(session: Session, records: readonly string[]): Promise<Set<string>> {
	const rows = await queryInChunks(records, (part) =>
		session.db
			.selectFrom('erasure')
			.select('record')
			.where('project', '=', session.project)
			.where('record', 'in', part)
			.execute(),
	)
	return new Set(rows.map(({ record }) => record))
}

const columns = [
	...(['record', 'seq', 'id', 'statement', 'signature', 'district', 'demonstration', 'swept'] as const),
] as const

/**
 * Returns all signed erasure statements in order, each with the number of revisions that arrived after the
 * erasure.
 */
export async function listErasureRows(session: Session): Promise<(ErasureRow & { readonly late: number })[]> {
	const rows = await session.db
		.selectFrom('erasure')
		.select(columns)
		.where('project', '=', session.project)
		.orderBy('seq')
		.execute()
	const late = await session.db
		.selectFrom('erased_revision')
		.select((eb) => ['record', eb.fn.countAll().as('count')])
		.where('project', '=', session.project)
		.where('late', '=', 1)
		.groupBy('record')
		.execute()
	const counted = new Map(late.map(({ record, count }) => [record, Number(count)]))
	return rows.map((row) => ({ ...row, late: counted.get(row.record) ?? 0 }))
}

/** Counts record erasures and retention runs after a sequence number. */
export async function countErasedSince(session: Session, seq: number): Promise<number> {
	const { count } = await session.db
		.selectFrom('erasure')
		.select((eb) => eb.fn.countAll().as('count'))
		.where('project', '=', session.project)
		.where('seq', '>', seq)
		.executeTakeFirstOrThrow()
	return Number(count)
}

/** Returns the value of the `record` column for a retention run, by the id of its statement. */
export const runKey = (id: string): string => `run ${id}`
export const isRun = ({ record }: Pick<ErasureRow, 'record'>): boolean => record.startsWith('run ')

/** Returns the id of the last statement; undefined if there is none. */
export async function findLastStatementId(session: Session): Promise<string | undefined> {
	const last = await session.db
		.selectFrom('erasure')
		.select('id')
		.where('project', '=', session.project)
		.orderBy('seq', 'desc')
		.limit(1)
		.executeTakeFirst()
	return last?.id
}

/** Adds a signed erasure statement, and invalidates files derived from the erased answers. */
export async function insertErasure(session: Session, row: ErasureRow): Promise<void> {
	await session.db
		.insertInto('erasure')
		.values({ ...row, project: session.project })
		.execute()
	await invalidateDerivedFiles(session)
}

/** Expires exports and deletes cached column tables; they are created again from the remaining data. */
export async function invalidateDerivedFiles(session: Session): Promise<void> {
	await expireExportJobs(session)
	await deleteColumnTables(session)
}

/**
 * Records the ids of revisions that arrived after the erasure of their record; their content is not stored.
 */
export async function addLate(
	session: Session,
	rows: readonly Pick<Tables['erased_revision'], 'id' | 'record' | 'device' | 'n'>[],
): Promise<void> {
	for (const part of inParts(rows.map((row) => ({ ...row, project: session.project, late: 1 as const }))))
		await session.db.insertInto('erased_revision').values(part).execute()
}

/** Deletes revisions and returns their positions in the chain, which they keep. */
export async function eraseRevisionRows(
	session: Session,
	record: string,
	ids: readonly string[],
): Promise<{ seq: number; chain: string; id: string }[]> {
	const places = []
	for (const part of inParts(ids)) {
		const rows = []
		for (const table of ['revision', 'quarantine'] as const) {
			rows.push(
				...(await session.db
					.selectFrom(table)
					.select(['id', 'seq', 'chain', 'device', 'n'])
					.where('id', 'in', part)
					.execute()),
			)
			await session.db.deleteFrom(table).where('id', 'in', part).execute()
		}
		if (rows.length > 0)
			await session.db
				.insertInto('erased_revision')
				.values(
					rows.map(({ id, device, n }) => ({
						id,
						project: session.project,
						record,
						device,
						n,
						late: 0 as const,
					})),
				)
				.execute()
		// reasons of decisions may repeat the erased content
		await session.db
			.deleteFrom('quarantine_decision')
			.where('project', '=', session.project)
			.where('revision', 'in', part)
			.execute()
		await session.db
			.deleteFrom('undecrypted_frame')
			.where('project', '=', session.project)
			.where('id', 'in', part)
			.execute()
		await session.db
			.deleteFrom('feed')
			.where('project', '=', session.project)
			.where('ref', 'in', part)
			.execute()
		places.push(...rows.map(({ id, seq, chain }) => ({ id, seq, chain })))
	}
	return places.sort((a, b) => a.seq - b.seq)
}

/** Returns every feed scope that received any of these. */
export async function listNotifiedScopes(session: Session, refs: readonly string[]): Promise<Set<string>> {
	const rows = await queryInChunks(refs, (part) =>
		session.db
			.selectFrom('feed')
			.select('scope')
			.where('project', '=', session.project)
			.where('ref', 'in', part)
			.execute(),
	)
	return new Set(rows.map(({ scope }) => scope))
}

/** Publishes the order to erase a record, with a sequence number of the current write session. */
export async function publishErasureOrder(
	session: Session,
	record: string,
	scopes: Iterable<string>,
	seq: number,
): Promise<void> {
	const rows = [...scopes].map((scope) => ({
		project: session.project,
		scope,
		seq,
		kind: 'destroyed',
		ref: record,
	}))
	for (const part of inParts(rows)) await session.db.insertInto('feed').values(part).execute()
}

/** Deletes these attachments of a record, and blocks their later upload. Returns how many were deleted. */
export async function deleteAttachmentRows(
	session: Session,
	record: string,
	names: readonly string[],
): Promise<number> {
	for (const part of inParts(
		names.map((name) => ({ project: session.project, id: attachmentId(record, name) })),
	))
		await session.db
			.insertInto('erased_attachment')
			.values(part)
			.onConflict((conflict) => conflict.doNothing())
			.execute()
	return deleteLateAttachments(session)
}

/** Deletes attachments that are present although their values were erased. */
export async function deleteLateAttachments(session: Session): Promise<number> {
	const rows = await session.db
		.deleteFrom('attachment')
		.where(alsoOf(session.project))
		.where('id', 'in', (eb) =>
			eb.selectFrom('erased_attachment').select('id').where('project', '=', session.project),
		)
		.returning('hash')
		.execute()
	await eraseFiles(session, rows)
	return rows.length
}

/** Deletes the attachments of an erased record. A file is deleted unless another record has the same one. */
export async function deleteAttachmentsOfRecord(session: Session, record: string): Promise<number> {
	const rows = await session.db
		.deleteFrom('attachment')
		.where('project', '=', session.project)
		.where('record', '=', record)
		.returning('hash')
		.execute()
	await eraseFiles(session, rows)
	return rows.length
}

async function eraseFiles(session: Session, rows: readonly { readonly hash: string }[]): Promise<void> {
	for (const hash of new Set(rows.map((row) => row.hash)))
		await session.db
			.insertInto('erased_file')
			.values({ project: session.project, hash, gone: 0 })
			.onConflict((conflict) => conflict.columns(['project', 'hash']).doUpdateSet({ gone: 0 }))
			.execute()
}

/**
 * Returns erased records whose bytes may remain in files, partial files or deleted rows, with their
 * statements.
 */
export const notSwept = (session: Session): Promise<Pick<ErasureRow, 'record' | 'statement'>[]> =>
	session.db
		.selectFrom('erasure')
		.select(['record', 'statement'])
		.where('project', '=', session.project)
		.where('swept', '=', 0)
		.execute()

export async function markSwept(session: Session, records: readonly string[]): Promise<void> {
	for (const part of inParts(records))
		await session.db
			.updateTable('erasure')
			.set({ swept: 1 })
			.where('project', '=', session.project)
			.where('record', 'in', part)
			.execute()
}

/**
 * Returns data of erased records that is still present: uploads, attachments that were completed at that
 * moment, revisions.
 */
export async function leftOver(session: Session) {
	const of = (table: 'upload' | 'attachment' | 'revision') => {
		// all three tables have these columns
		const named = table as 'revision'
		return session.db
			.selectFrom('erasure')
			.innerJoin(named, `${named}.record`, 'erasure.record')
			.select([`${named}.id as id`, `${named}.record as record`])
			.where('erasure.project', '=', session.project)
			.where(alsoOf(session.project, `${named}.project`))
			.execute()
	}
	return {
		uploads: await of('upload'),
		attachments: await of('attachment'),
		revisions: await of('revision'),
	}
}

export async function insertUpload(session: Session, row: Omit<Tables['upload'], 'project'>): Promise<void> {
	await session.db
		.insertInto('upload')
		.values({ ...row, project: session.project })
		.onConflict((conflict) => conflict.doNothing())
		.execute()
}

export async function deleteUpload(session: Session, id: string): Promise<void> {
	await session.db.deleteFrom('upload').where('project', '=', session.project).where('id', '=', id).execute()
}

/** Tables whose rows prevent the deletion of a file. */
const tablesWithFiles = ['attachment', 'audio_text'] as const

const sameFileIn = (session: Session, table: (typeof tablesWithFiles)[number]) =>
	session.db
		.selectFrom(table)
		.select(`${table}.hash`)
		.whereRef(`${table}.project`, '=', sql.ref('erased_file.project'))
		.whereRef(`${table}.hash`, '=', sql.ref('erased_file.hash'))

/**
 * Returns the hashes of files that only erased records had. `onlyHere`: those not yet deleted from the
 * server's own file store.
 */
export async function listErasedFiles(
	session: Session,
	{ onlyHere }: { readonly onlyHere: boolean },
): Promise<string[]> {
	const rows = await session.db
		.selectFrom('erased_file')
		.select('hash')
		.where('project', '=', session.project)
		.$if(onlyHere, (query) => query.where('gone', '=', 0))
		.where(({ not, exists, or }) =>
			not(or(tablesWithFiles.map((table) => exists(sameFileIn(session, table))))),
		)
		.execute()
	return rows.map(({ hash }) => hash)
}

export async function markFileDeleted(session: Session, hash: string): Promise<void> {
	await session.db
		.updateTable('erased_file')
		.set({ gone: 1 })
		.where('project', '=', session.project)
		.where('hash', '=', hash)
		.execute()
}

/** Returns those of the given erased records whose order is in this scope. */
export async function ordersFor(
	session: Session,
	scope: string,
	records: readonly string[],
): Promise<Set<string>> {
	const rows = await queryInChunks(records, (part) =>
		session.db
			.selectFrom('feed')
			.select('ref')
			.where('project', '=', session.project)
			.where('scope', '=', scope)
			.where('kind', '=', 'destroyed')
			.where('ref', 'in', part)
			.execute(),
	)
	return new Set(rows.map(({ ref }) => ref))
}

/** Returns the erasure orders of a scope after a sequence number. */
export async function ordersAfter(
	session: Session,
	scope: string,
	cursor: number,
	limit: number,
): Promise<string[]> {
	const rows = await session.db
		.selectFrom('feed')
		.select('ref')
		.where('project', '=', session.project)
		.where('scope', '=', scope)
		.where('seq', '>', cursor)
		.where('kind', '=', 'destroyed')
		.orderBy('seq')
		.limit(limit)
		.execute()
	return rows.map(({ ref }) => ref)
}
