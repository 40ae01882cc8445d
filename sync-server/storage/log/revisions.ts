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

/** Returns the revisions of records, ordered by sequence number within each chunk of records. */
export const revisionsOf = (session: Session, records: readonly string[]): Promise<StoredRevision[]> =>
	queryInChunks(records, (part) => stored(session).where('record', 'in', part).orderBy('seq').execute())
