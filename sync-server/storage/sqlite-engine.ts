import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import Database from 'better-sqlite3'
import { Kysely, SqliteAdapter, type SqliteDatabase, SqliteDialect } from 'kysely'
import { codeOf, type Engine } from './engine.ts'
import type { Tables } from './tables.ts'

/** How long a writer waits for one of another process or store. */
const longestWaitMs = 10_000
const usualWaitMs = 5000

/** SQLite in one file, for one server process. `synchronous = FULL`: an acknowledged commit survives a power cut. */
export function sqliteEngine(file: string): Engine {
	mkdirSync(dirname(file), { recursive: true })
	const open = (readonly: boolean) => {
		const database = new Database(file, { readonly, fileMustExist: readonly })
		database.pragma(`busy_timeout = ${usualWaitMs}`)
		if (!readonly) {
			database.pragma('journal_mode = WAL')
			database.pragma('synchronous = FULL')
			// what is deleted is written over with zeros, and is not left for whoever gets the file
			database.pragma('secure_delete = ON')
			// every checkpoint writes the pages of the indexes again: at 40 MB instead of 4 that is a tenth of the work
			database.pragma('wal_autocheckpoint = 10000')
		}
		return database
	}
	const writing = open(false)
	return {
		name: 'sqlite',
		dialect: new WritingDialect({ database: remembering(writing) }),
		readingDialect: new SqliteDialect({ database: async () => open(true) }),
		bytesType: 'blob',
		wholeNumberType: 'integer',
		neverChanging: (table) =>
			['update', 'delete'].map(
				(change) =>
					`create trigger ${table}_no_${change} before ${change} on ${table} begin select raise(abort, '${table} never changes'); end`,
			),
		async beginWriting(db) {
			const end = performance.now() + longestWaitMs
			for (;;)
				try {
					return await db.startTransaction().execute()
				} catch (thrown) {
					// waiting inside SQLite would stop this process, and with it the writer that is waited for
					if (!isLocked(thrown) || performance.now() > end) throw thrown
					await new Promise((later) => setTimeout(later, 5 + Math.random() * 20))
				}
		},
		overwriteDeleted: (db) =>
			// whoever has the connection has no transaction open on it
			db.connection().execute(async () => {
				writing.pragma('busy_timeout = 0')
				try {
					// what was deleted before this program wrote zeros lies in free pages; and everything once stood in the log beside the file
					writing.exec('vacuum')
					const [row] = writing.pragma('wal_checkpoint(truncate)') as { busy: number }[]
					return row?.busy === 0
				} catch (thrown) {
					// waiting here would stop the very reader that is waited for
					if (isLocked(thrown)) return false
					throw thrown
				} finally {
					writing.pragma(`busy_timeout = ${usualWaitMs}`)
				}
			}),
		async atOneMoment(read) {
			const db = new Kysely<Tables>({ dialect: new SqliteDialect({ database: open(true) }) })
			try {
				return await db.transaction().execute(read)
			} finally {
				await db.destroy()
			}
		},
		isDiskFull: (thrown) =>
			codeOf(thrown) === 'SQLITE_FULL' || codeOf(thrown).startsWith('SQLITE_IOERR_WRITE'),
		isPassing: isLocked,
		async close() {},
	}
}

/** Tables are made and changed in a transaction: SQLite can, and Kysely does it where it is told so. */
class WholeChangesAdapter extends SqliteAdapter {
	override get supportsTransactionalDdl() {
		return true
	}
}
class WritingDialect extends SqliteDialect {
	override createAdapter() {
		return new WholeChangesAdapter()
	}
}

const isLocked = (thrown: unknown): boolean => /^SQLITE_(BUSY|LOCKED)/.test(codeOf(thrown))

const mostStatements = 64

/**
 * The writing connection. Statements that come again are compiled once; it never streams, since a statement cannot run
 * twice at the same time.
 *
 * A full disk ends SQLite's transaction by itself. What came after it would each be committed alone, and half a
 * transaction would stay: until somebody has rolled back, nothing more runs.
 */
function remembering(database: Database.Database): SqliteDatabase {
	const statements = new Map<string, Database.Statement>()
	let isInside = false
	const turn = (run: () => void) => ({
		reader: false,
		all: () => [],
		iterate: () => [][Symbol.iterator](),
		run() {
			run()
			return { changes: 0, lastInsertRowid: 0 }
		},
	})
	return {
		prepare(sql) {
			if (sql === 'begin')
				return turn(() => {
					database.pragma('busy_timeout = 0')
					try {
						database.exec('begin immediate')
						isInside = true
					} finally {
						database.pragma(`busy_timeout = ${usualWaitMs}`)
					}
				})
			if (sql === 'rollback')
				return turn(() => {
					isInside = false
					if (database.inTransaction) database.exec('rollback')
				})
			if (isInside && !database.inTransaction) throw new Error('this transaction has ended by itself')
			if (sql === 'commit')
				return turn(() => {
					database.exec('commit')
					isInside = false
				})
			const statement = statements.get(sql) ?? database.prepare(sql)
			statements.delete(sql)
			statements.set(sql, statement)
			for (const oldest of statements.keys()) {
				if (statements.size <= mostStatements) break
				statements.delete(oldest)
			}
			return statement
		},
		close: () => database.close(),
	}
}
