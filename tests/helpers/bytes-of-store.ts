import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import { inject } from 'vitest'
import { bytesBelow } from './bytes-below.ts'
import type { FreshEngine } from './fresh-engines.ts'

/**
 * Returns all bytes of a database on disk, as a thief of the disk would find them: for PostgreSQL its own
 * files and the write-ahead log.
 */
export async function bytesOfStore({ place }: FreshEngine): Promise<Buffer[]> {
	if (!place.startsWith('postgres:')) return bytesBelow(place)
	const client = new pg.Client({ connectionString: inject('postgresUrl') })
	await client.connect()
	await client.query('checkpoint')
	const { rows } = await client.query<{ folder: string; oid: number }>(
		"select current_setting('data_directory') as folder, oid from pg_database where datname = $1",
		[new URL(place).pathname.slice(1)],
	)
	await client.end()
	const [found] = rows
	if (!found) throw new Error('the database does not exist')
	return [join(found.folder, 'base', String(found.oid)), join(found.folder, 'pg_wal')].flatMap(bytesNow)
}

/** Other tests use the same PostgreSQL: files that were deleted meanwhile are skipped. */
const bytesNow = (folder: string): Buffer[] =>
	readdirSync(folder, { withFileTypes: true }).flatMap((each) => {
		try {
			return each.isFile() ? [readFileSync(join(folder, each.name))] : []
		} catch {
			return []
		}
	})
