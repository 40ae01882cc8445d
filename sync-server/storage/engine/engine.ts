import type { ControlledTransaction, Dialect, Kysely } from 'kysely'
import type { Head } from '../tables/row-types.ts'
import type { Tables } from '../tables/tables.ts'

/** Connections of a pool of this process. */
export interface PoolConnections {
	readonly pool: string
	readonly total: number
	readonly idle: number
	/** Requests that wait for a connection. */
	readonly waiting: number
}

/** A transaction that excludes every other writer, and the head of the log at its start. */
export interface Writing {
	readonly trx: ControlledTransaction<Tables>
	readonly head: Head
}

/**
 * Every difference between the two databases, and nothing else. If another `if (postgres)` seems needed
 * somewhere, it belongs here under a name that says what differs.
 */
export interface Engine {
	readonly name: 'sqlite' | 'postgres'
	/** Connection for writes. */
	readonly dialect: Dialect
	/**
	 * Separate connections for reads: a writer may wait for the result of a read, and a long read blocks no
	 * writer.
	 */
	readonly readingDialect: Dialect
	readonly bytesType: 'blob' | 'bytea'
	readonly wholeNumberType: 'integer' | 'bigint'
	/** Statements that make the table append-only: rows can be added, but not updated or deleted. */
	neverChanging(table: string): string[]
	/**
	 * Begins a transaction that excludes every other writer of the project until it ends. PostgreSQL assigns
	 * sequence numbers before commit, so that without the lock a slow transaction could appear behind a
	 * reader's cursor and never be seen. SQLite must take its write lock at once, or two readers that both want
	 * to write would fail with "database is locked".
	 */
	beginWriting(db: Kysely<Tables>, project: string): Promise<Writing>
	/**
	 * Removes data that was deleted before `since` from the database's own files, where a copy of them would
	 * still contain it. False if it has to be called again: another connection is reading or writing, or the
	 * server's account lacks the right and the owner has not run yet. PostgreSQL frees the rows and overwrites
	 * their bytes when it needs the space; its write-ahead log and the disk are the responsibility of its
	 * operator.
	 */
	overwriteDeleted(db: Kysely<Tables>, since: Date): Promise<boolean>
	/** Runs `read` on a consistent snapshot of the store, through a third connection. */
	atOneMoment<Found>(read: (db: Kysely<Tables>) => Promise<Found>): Promise<Found>
	/** True if the error says that the disk is full. */
	isDiskFull(thrown: unknown): boolean
	/**
	 * True if the error can pass by waiting: no connection, a lock timeout, a database that starts or stops.
	 */
	isPassing(thrown: unknown): boolean
	/** True if the error says that a table does not exist. */
	isTableMissing(thrown: unknown): boolean
	/** True if the error says that the database's files are damaged. */
	isDamage(thrown: unknown): boolean
	/** Connections to a database server; none for the embedded store. */
	connections(): readonly PoolConnections[]
	/** Closes the third connection. */
	close(): Promise<void>
}
