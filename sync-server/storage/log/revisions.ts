import { queryInChunks } from '../engine/chunks.ts'
import type { Session } from '../session.ts'
import type { StoredRevision } from '../tables/row-types.ts'

const stored = (session: Session) =>
	session.db
		.selectFrom('revision')
		.select([
			'id',
			'record',
			'seq',
			'author',
			'device',
			'role',
			'bytes',
			'received',
			'flag',
			'checked',
			'signature',
			'redacted',
		])

export const revisionsById = (session: Session, ids: readonly string[]): Promise<StoredRevision[]> =>
	queryInChunks(ids, (part) => stored(session).where('id', 'in', part).orderBy('seq').execute())

/** Returns those of the revisions that a device does not have: written by others, or with erased values. */
export const revisionsNewTo = (
	session: Session,
	device: string,
	ids: readonly string[],
): Promise<StoredRevision[]> =>
	queryInChunks(ids, (part) =>
		stored(session)
			.where('id', 'in', part)
			.where((eb) => eb.or([eb('device', '!=', device), eb('redacted', 'is not', null)]))
			.orderBy('seq')
			.execute(),
	)

/** Returns the revisions of records, ordered by sequence number within each chunk of records. */
export const revisionsOf = (session: Session, records: readonly string[]): Promise<StoredRevision[]> =>
	queryInChunks(records, (part) => stored(session).where('record', 'in', part).orderBy('seq').execute())

/** Returns the ids of a record's revisions with their authors. */
export const revisionAuthors = (
	session: Session,
	record: string,
): Promise<{ id: string; author: string }[]> =>
	session.db
		.selectFrom('revision')
		.select(['id', 'author'])
		.where('project', '=', session.project)
		.where('record', '=', record)
		.execute()

/** Returns the author of a revision; undefined if it is not stored. */
export async function authorOf(session: Session, revision: string): Promise<string | undefined> {
	const row = await session.db
		.selectFrom('revision')
		.select('author')
		.where('id', '=', revision)
		.executeTakeFirst()
	return row?.author
}

/** Returns the record of a stored revision; undefined if it is not stored. */
export async function recordOfRevision(session: Session, revision: string): Promise<string | undefined> {
	const row = await session.db
		.selectFrom('revision')
		.select('record')
		.where('id', '=', revision)
		.executeTakeFirst()
	return row?.record
}
