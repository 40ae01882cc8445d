import type { Dialect, Kysely, Transaction } from 'kysely'
import type { Tables } from './tables.ts'

/**
 * Every difference between the two databases, and nothing else. If another `if (postgres)` seems needed
 * somewhere, it belongs here under a name that says what differs.
 */
export interface Engine {
	readonly name: 'sqlite' | 'postgres'
	readonly dialect: Dialect
	/** A second way in for reading, so that a long read does not keep writers waiting; PostgreSQL needs none. */
	readonly readingDialect: Dialect | null
	readonly bytesType: 'blob' | 'bytea'
	readonly wholeNumberType: 'integer' | 'bigint'
	/**
	 * Makes every other writer of the project wait until this transaction ends. PostgreSQL hands out row
	 * versions before commit, so that without the lock a slow transaction could surface behind a reader's cursor
	 * and never be seen; SQLite must take its write lock at once, or two readers that both want to write would
	 * fail with "database is locked".
	 */
	lockHead(trx: Transaction<Tables>, project: string): Promise<void>
	/** Runs `read` on a state of the store that nobody changes meanwhile. */
	atOneMoment<Found>(read: (db: Kysely<Tables>) => Promise<Found>): Promise<Found>
	/** True for the error that says the disk is full. */
	isDiskFull(thrown: unknown): boolean
}
