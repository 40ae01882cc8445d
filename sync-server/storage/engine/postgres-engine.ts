import { Kysely, PostgresDialect, type PostgresPool, sql } from 'kysely'
import pg from 'pg'
import Cursor from 'pg-cursor'
import { errorCodeOf } from '#shared/kernel/error-code'
import type { Tables } from '../tables/tables.ts'
import type { Engine } from './engine.ts'
import { preparingPool } from './prepared-statements.ts'
import { selectHead, writingFrom } from './select-head.ts'

/** Connections of each process: PostgreSQL's default limit of 100 is enough for six. */
export const defaultConnections = 16
export const minConnections = 4

/**
 * Splits the connections into three pools. A writer that holds the project's lock reads forms: with one pool,
 * waiting writers would leave no connection for it. An export holds its connection for the whole download;
 * further exports wait.
 */
function poolSizes(connections: number): { writers: number; readers: number; exports: number } {
	const exports = Math.max(1, Math.floor(connections / 6))
	const writers = Math.max(1, Math.floor((connections - exports) / 2))
	return { writers, readers: connections - exports - writers, exports }
}

/**
 * PostgreSQL 15 or newer, for any number of server processes. `url`: as libpq understands it. `onFailure`:
 * called when an idle connection is lost. `connections`: maximum of this process.
 */
export function postgresEngine(
	url: string,
	onFailure: (what: string) => void,
	connections = defaultConnections,
): Engine {
	const { writers, readers, exports } = poolSizes(connections)
	pg.types.setTypeParser(pg.types.builtins.INT8, Number)
	const pools = new Map<string, pg.Pool>()
	const dialect = (
		name: string,
		max: number,
		connectionTimeoutMillis: number,
		ofPool: (pool: pg.Pool) => PostgresPool = (pool) => pool,
	) => {
		const pool = new pg.Pool({ connectionString: url, max, connectionTimeoutMillis })
		const report = (error: Error) =>
			onFailure(`PostgreSQL connection lost: ${errorCodeOf(error) || error.name}`)
		pool.on('error', report)
		// between two statements of a transaction the pool has no error listener, and an unhandled error would
		// end the process
		pool.on('connect', (client) => client.on('error', () => {}))
		pools.set(name, pool)
		return new PostgresDialect({ pool: ofPool(pool), cursor: Cursor })
	}
	const exporting = new Kysely<Tables>({ dialect: dialect('exports', exports, 0) })
	return {
		name: 'postgres',
		dialect: dialect('writers', writers, 30_000, preparingPool),
		readingDialect: dialect('readers', readers, 30_000),
		bytesType: 'bytea',
		wholeNumberType: 'bigint',
		neverChanging: (table) => [
			`create function ${table}_never_changes() returns trigger language plpgsql as $$ begin raise exception '${table} never changes'; end $$`,
			`create trigger ${table}_never_changes before update or delete or truncate on ${table} for each statement execute function ${table}_never_changes()`,
		],
		async beginWriting(db, project) {
			const trx = await db.startTransaction().execute()
			return writingFrom(trx, selectHead(trx, project).forUpdate())
		},
		async overwriteDeleted(db, since) {
			// every table: an erasure deletes rows of many
			const { rows } = await sql<{ name: string; isOwn: boolean; isVacuumed: boolean }>`
				select c.relname as name, pg_has_role(c.relowner, 'usage') as "isOwn",
					coalesce(greatest(s.last_vacuum, s.last_autovacuum) >= ${since.toISOString()}::timestamptz, false)
						-- counted some seconds after the change
						or (coalesce(s.n_dead_tup, 0) = 0 and now() - ${since.toISOString()}::timestamptz > interval '1 minute') as "isVacuumed"
				from pg_class c
				join pg_namespace n on n.oid = c.relnamespace
				left join pg_stat_user_tables s on s.relid = c.oid
				where n.nspname = current_schema() and c.relkind = 'r'
				order by c.relname
			`.execute(db)
			// VACUUM frees deleted rows at once; autovacuum would do it at an unknown time. On a table of another
			// owner, PostgreSQL only warns that this account may not, and does nothing.
			for (const { name } of rows.filter(({ isOwn }) => isOwn))
				await sql`vacuum ${sql.table(name)}`.execute(db)
			return rows.every(({ isOwn, isVacuumed }) => isOwn || isVacuumed)
		},
		atOneMoment: (read) =>
			exporting.transaction().setIsolationLevel('repeatable read').setAccessMode('read only').execute(read),
		/** Class 53100, disk_full. */
		isDiskFull: (thrown) => errorCodeOf(thrown) === '53100',
		isPassing: (thrown) =>
			passingStates.test(errorCodeOf(thrown)) ||
			networkErrors.has(errorCodeOf(thrown)) ||
			(thrown instanceof Error && withoutCode.test(thrown.message)),
		/** undefined_table */
		isTableMissing: (thrown) => errorCodeOf(thrown) === '42P01',
		/** data_corrupted, index_corrupted */
		isDamage: (thrown) => /^XX00[12]$/.test(errorCodeOf(thrown)),
		connections: () =>
			[...pools].map(([pool, { totalCount, idleCount, waitingCount }]) => ({
				pool,
				total: totalCount,
				idle: idleCount,
				waiting: waitingCount,
			})),
		close: () => exporting.destroy(),
	}
}

/**
 * Connection exceptions, shutdown and start, too many connections, lock timeout, deadlock, serialization
 * failure, ended for being idle, prepared statements that a connection pooler lost.
 */
const passingStates = /^(08...|57P0[123]|53[0234]00|55P03|40001|40P01|25P03|26000|42P05)$/
/** ENOENT: the socket of a server that is not running. */
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
/** Messages of errors to which pg assigns no code. */
const withoutCode =
	/^(Connection terminated|Client (has encountered a connection error|was closed)|timeout exceeded when trying to connect|Postgres connection has been discarded)/
