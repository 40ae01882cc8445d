import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import { inject } from 'vitest'
import { bytesBelow } from './bytes-below.ts'
import type { FreshEngine } from './fresh-engines.ts'

/** All that a database has on the disk, as somebody finds it who takes the disk: of PostgreSQL its own files, and the log of changes. */
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
	if (!found) throw new Error('the database is not there')
	return [join(found.folder, 'base', String(found.oid)), join(found.folder, 'pg_wal')].flatMap(bytesNow)
}

/** Others work on the same PostgreSQL: what it has taken away since is passed over. */
const bytesNow = (folder: string): Buffer[] =>
	readdirSync(folder, { withFileTypes: true }).flatMap((each) => {
		try {
			return each.isFile() ? [readFileSync(join(folder, each.name))] : []
		} catch {
			return []
		}
	})
