import type { ControlledTransaction, Dialect, Kysely } from 'kysely'
import type { Tables } from './tables.ts'

/**
 * Every difference between the two databases, and nothing else. If another `if (postgres)` seems needed
 * somewhere, it belongs here under a name that says what differs.
 */
export interface Engine {
	readonly name: 'sqlite' | 'postgres'
	/** The way in for writing. */
	readonly dialect: Dialect
	/** A way in of its own for reading: a writer may wait for a reader's answer, and a long read keeps nobody waiting. */
	readonly readingDialect: Dialect
	readonly bytesType: 'blob' | 'bytea'
	readonly wholeNumberType: 'integer' | 'bigint'
	/** Statements after which rows of this table can be added, and never changed or taken away. */
	neverChanging(table: string): string[]
	/**
	 * Begins a transaction for which every other writer of the project waits until it ends. PostgreSQL hands out row
	 * versions before commit, so that without the lock a slow transaction could surface behind a reader's cursor
	 * and never be seen; SQLite must take its write lock at once, or two readers that both want to write would
	 * fail with "database is locked".
	 */
	beginWriting(db: Kysely<Tables>, project: string): Promise<ControlledTransaction<Tables>>
	/**
	 * Sees to it that what was deleted before `since` does not remain in the database's own files: a copy of them would still have it. False
	 * where that is not so yet, and it has to be asked again: somebody reads or writes just now, or the server's account may not and the owner's
	 * turn has not come. PostgreSQL forgets the rows, and writes over their bytes when it needs the room; its log of changes and the disk below
	 * are its keeper's.
	 */
	overwriteDeleted(db: Kysely<Tables>, since: Date): Promise<boolean>
	/** Runs `read` on a state of the store that nobody changes meanwhile, by a third way in. */
	atOneMoment<Found>(read: (db: Kysely<Tables>) => Promise<Found>): Promise<Found>
	/** True for the error that says the disk is full. */
	isDiskFull(thrown: unknown): boolean
	/** True for an error that waiting cures: no connection, a lock that was not got, a database that starts or stops. */
	isPassing(thrown: unknown): boolean
	/** True for the error that says that a table is not there. */
	isTableMissing(thrown: unknown): boolean
	/** True for the error that says that the database's files are damaged. */
	isDamage(thrown: unknown): boolean
	/** Ends the third way in. */
	close(): Promise<void>
}

export const codeOf = (thrown: unknown): string =>
	thrown instanceof Error && 'code' in thrown && typeof thrown.code === 'string' ? thrown.code : ''
