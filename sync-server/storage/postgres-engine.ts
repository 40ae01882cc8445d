import { Kysely, PostgresDialect, sql } from 'kysely'
import pg from 'pg'
import Cursor from 'pg-cursor'
import { codeOf, type Engine } from './engine.ts'
import type { Tables } from './tables.ts'

/** A writer that holds the project asks for forms: with one pool for all, ten writers that wait would leave it none. */
const writers = 10
const readers = 10
/** Each holds its connection as long as its download lasts; more of them wait. */
const exports = 4

/**
 * PostgreSQL 15 or newer, for any number of server processes. `url` as libpq understands it. `onFailure` is told of
 * connections that were lost while nobody used them.
 */
export function postgresEngine(url: string, onFailure: (what: string) => void): Engine {
	pg.types.setTypeParser(pg.types.builtins.INT8, Number)
	const dialect = (max: number, connectionTimeoutMillis: number) => {
		const pool = new pg.Pool({ connectionString: url, max, connectionTimeoutMillis })
		const report = (error: Error) => onFailure(`PostgreSQL connection lost: ${codeOf(error) || error.name}`)
		pool.on('error', report)
		// between two statements of a transaction the pool does not listen, and an error nobody hears ends the process
		pool.on('connect', (client) => client.on('error', () => {}))
		return new PostgresDialect({ pool, cursor: Cursor })
	}
	const exporting = new Kysely<Tables>({ dialect: dialect(exports, 0) })
	return {
		name: 'postgres',
		dialect: dialect(writers, 30_000),
		readingDialect: dialect(readers, 30_000),
		bytesType: 'bytea',
		wholeNumberType: 'bigint',
		neverChanging: (table) => [
			`create function ${table}_never_changes() returns trigger language plpgsql as $$ begin raise exception '${table} never changes'; end $$`,
			`create trigger ${table}_never_changes before update or delete or truncate on ${table} for each statement execute function ${table}_never_changes()`,
		],
		async beginWriting(db, project) {
			const trx = await db.startTransaction().execute()
			try {
				await trx.selectFrom('head').select('seq').where('project', '=', project).forUpdate().execute()
				return trx
			} catch (thrown) {
				await trx
					.rollback()
					.execute()
					.catch(() => {})
				throw thrown
			}
		},
		async overwriteDeleted(db) {
			// forgets deleted rows at once, where the database's own turn would come some day; who may not is only warned
			const { rows } = await sql<{ name: string }>`
				select tablename as name from pg_tables where schemaname = current_schema() order by tablename
			`.execute(db)
			// each of them: what is destroyed leaves rows in many
			for (const { name } of rows) await sql`vacuum ${sql.table(name)}`.execute(db)
			return true
		},
		atOneMoment: (read) =>
			exporting.transaction().setIsolationLevel('repeatable read').setAccessMode('read only').execute(read),
		/** Class 53100, disk_full. */
		isDiskFull: (thrown) => codeOf(thrown) === '53100',
		isPassing: (thrown) =>
			passingStates.test(codeOf(thrown)) ||
			networkErrors.has(codeOf(thrown)) ||
			(thrown instanceof Error && withoutCode.test(thrown.message)),
		close: () => exporting.destroy(),
	}
}

/**
 * Connection exceptions, shutdown and start, too many connections, a lock not got, a deadlock, a serialization failure,
 * ended for lying idle.
 */
const passingStates = /^(08...|57P0[123]|53[0234]00|55P03|40001|40P01|25P03)$/
/** ENOENT is the socket of a server that is not there. */
const networkErrors = new Set([
	'ECONNREFUSED',
	'ECONNRESET',
	'ENOENT',
	'EPIPE',
	'ETIMEDOUT',
	'EHOSTUNREACH',
	'ENETUNREACH',
	'ENOTFOUND',
	'EAI_AGAIN',
])
/** pg gives these no code. */
const withoutCode =
	/^(Connection terminated|Client (has encountered a connection error|was closed)|timeout exceeded when trying to connect|Postgres connection has been discarded)/
