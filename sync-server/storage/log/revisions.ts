import type { Kysely } from 'kysely'
import { queryInChunks } from '../engine/chunks.ts'
import type { StoredRevision } from '../tables/row-types.ts'
import type { Tables } from '../tables/tables.ts'

const stored = (db: Kysely<Tables>) =>
	db
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

export const revisionsById = (db: Kysely<Tables>, ids: readonly string[]): Promise<StoredRevision[]> =>
	queryInChunks(ids, (part) => stored(db).where('id', 'in', part).orderBy('seq').execute())

/** Returns the revisions of records, ordered by sequence number within each chunk of records. */
export const revisionsOf = (db: Kysely<Tables>, records: readonly string[]): Promise<StoredRevision[]> =>
	queryInChunks(records, (part) => stored(db).where('record', 'in', part).orderBy('seq').execute())
