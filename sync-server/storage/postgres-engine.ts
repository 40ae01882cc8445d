import { Kysely, PostgresDialect } from 'kysely'
import pg from 'pg'
import Cursor from 'pg-cursor'
import type { Engine } from './engine.ts'
import type { Tables } from './tables.ts'

/** PostgreSQL 15 or newer, for any number of server processes. `url` as libpq understands it. */
export function postgresEngine(url: string): Engine {
	pg.types.setTypeParser(pg.types.builtins.INT8, Number)
	const dialect = new PostgresDialect({
		pool: new pg.Pool({ connectionString: url, max: 10 }),
		cursor: Cursor,
	})
	let reading: Kysely<Tables> | null = null
	return {
		name: 'postgres',
		dialect,
		readingDialect: null,
		bytesType: 'bytea',
		wholeNumberType: 'bigint',
		async lockHead(trx, project) {
			await trx.selectFrom('head').select('seq').where('project', '=', project).forUpdate().execute()
		},
		async atOneMoment(read) {
			reading ??= new Kysely<Tables>({ dialect })
			return reading
				.transaction()
				.setIsolationLevel('repeatable read')
				.setAccessMode('read only')
				.execute(read)
		},
		/** Class 53100, disk_full. */
		isDiskFull: (thrown) => thrown instanceof Error && 'code' in thrown && thrown.code === '53100',
	}
}
