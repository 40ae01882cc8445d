import { statSync } from 'node:fs'
import Database from 'better-sqlite3'
import { Kysely, SqliteAdapter, type SqliteDatabase, SqliteDialect } from 'kysely'
import { errorCodeOf } from '#shared/kernel/error-code'
import type { Tables } from '../tables/tables.ts'
import type { Engine } from './engine.ts'
import { makePrivateFile } from './private-file.ts'
import { rewriteFile } from './rewrite-file.ts'
import { selectHead, writingFrom } from './select-head.ts'

/** Maximum wait of a writer for a writer of another process or store. */
const longestWaitMs = 10_000
const usualWaitMs = 5000

/**
 * Time without changes after which the write-ahead log is checkpointed, so that a copy of the file alone is
 * complete.
 */
const idleBeforeCheckpointMs = 5_000
/**
 * A larger file is rewritten only after a while without writes: writers wait meanwhile, about a second per
 * 100 MB.
 */
const rewrittenAtOnceBytes = 500_000_000
const quietMs = 30_000
/** Time after which it is rewritten despite ongoing writes. */
const longestPostponedMs = 24 * 60 * 60_000

export interface SqliteEngine extends Engine {
	/** Returns the damage that SQLite finds in the file; null if there is none. Reads the whole file. */
	findDamage(): string | null
}

/**
 * SQLite in one file, for one server process. `synchronous = FULL`: an acknowledged commit survives a power
 * cut.
 *
 * @param idleMs time without changes after which the write-ahead log is emptied
 */
export function sqliteEngine(file: string, idleMs = idleBeforeCheckpointMs): SqliteEngine {
	makePrivateFile(file)
	const open = (readonly: boolean) => {
		const database = new Database(file, { readonly, fileMustExist: readonly })
		database.pragma(`busy_timeout = ${usualWaitMs}`)
		if (!readonly) {
			database.pragma('journal_mode = WAL')
			database.pragma('synchronous = FULL')
			// deleted content is overwritten with zeros, so that a copy of the file does not contain it
			database.pragma('secure_delete = ON')
			// every checkpoint writes the index pages again: at 40 MB instead of 4 that is a tenth of the work
			database.pragma('wal_autocheckpoint = 10000')
		}
		return database
	}
	const writing = open(false)
	/**
	 * Empties the write-ahead log. False if it could not be emptied: another connection is reading or writing, or
	 * the disk is full, which the next write reports to whoever asked for it.
	 */
	const emptyLog = (): boolean => {
		writing.pragma('busy_timeout = 0')
		try {
			const [row] = writing.pragma('wal_checkpoint(truncate)') as { busy: number }[]
			return row?.busy === 0
		} catch {
			// a timer calls this: an error would end the server. Waiting would block the very reader that is waited for
			return false
		} finally {
			writing.pragma(`busy_timeout = ${usualWaitMs}`)
		}
	}
	let postponedAt: number | null = null
	const checkpoints = checkpointWhenIdle(writing, idleMs, emptyLog)
	return {
		name: 'sqlite',
		dialect: new WritingDialect({ database: remembering(writing, checkpoints.noteChange) }),
		readingDialect: new SqliteDialect({ database: async () => open(true) }),
		bytesType: 'blob',
		wholeNumberType: 'integer',
		neverChanging: (table) =>
			['update', 'delete'].map(
				(change) =>
					`create trigger ${table}_no_${change} before ${change} on ${table} begin select raise(abort, '${table} never changes'); end`,
			),
		async beginWriting(db, project) {
			const end = performance.now() + longestWaitMs
			for (;;)
				try {
					const trx = await db.startTransaction().execute()
					return await writingFrom(trx, selectHead(trx, project))
				} catch (thrown) {
					// waiting inside SQLite would block this process, and with it the writer that is waited for
					if (!isLocked(thrown) || performance.now() > end) throw thrown
					await new Promise((later) => setTimeout(later, 5 + Math.random() * 20))
				}
		},
		async overwriteDeleted(db) {
			const isLarge = statSync(file).size > rewrittenAtOnceBytes
			postponedAt ??= performance.now()
			const isLate = performance.now() - postponedAt > longestPostponedMs
			if (isLarge && checkpoints.quietForMs() < quietMs && !isLate) return false
			postponedAt = null
			// With the connection acquired, no transaction is open on it, and other writers wait for it without
			// blocking this process.
			return db.connection().execute(() => rewriteFile(file))
		},
		findDamage() {
			try {
				const found = writing.pragma('quick_check(1)', { simple: true }) as string
				return found === 'ok' ? null : found
			} catch (thrown) {
				if (!isDamage(thrown)) throw thrown
				return thrown instanceof Error ? thrown.message : String(thrown)
			}
		},
		async atOneMoment(read) {
			const db = new Kysely<Tables>({ dialect: new SqliteDialect({ database: open(true) }) })
			try {
				return await db.transaction().execute(read)
			} finally {
				await db.destroy()
			}
		},
		isDiskFull,
		isPassing: isLocked,
		isTableMissing: (thrown) =>
			errorCodeOf(thrown) === 'SQLITE_ERROR' &&
			thrown instanceof Error &&
			/^no such table/.test(thrown.message),
		isDamage,
		connections: () => [],
		async close() {
			checkpoints.stop()
		},
	}
}

/** Declares to Kysely that SQLite supports DDL in transactions. */
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

const isLocked = (thrown: unknown): boolean => /^SQLITE_(BUSY|LOCKED)/.test(errorCodeOf(thrown))
const isDamage = (thrown: unknown): boolean => /^SQLITE_(CORRUPT|NOTADB)/.test(errorCodeOf(thrown))
const isDiskFull = (thrown: unknown): boolean =>
	errorCodeOf(thrown) === 'SQLITE_FULL' || errorCodeOf(thrown).startsWith('SQLITE_IOERR_WRITE')

/** Empties the write-ahead log after a time without changes. */
function checkpointWhenIdle(database: Database.Database, idleMs: number, emptyLog: () => boolean) {
	let changedAt: number | null = null
	let lastChangeAt = Number.NEGATIVE_INFINITY
	const timer = setInterval(() => {
		if (!database.open) clearInterval(timer)
		else if (changedAt !== null && performance.now() - changedAt >= idleMs && !database.inTransaction)
			if (emptyLog()) changedAt = null
	}, idleMs).unref()
	return {
		noteChange() {
			lastChangeAt = performance.now()
			changedAt = lastChangeAt
		},
		quietForMs: () => performance.now() - lastChangeAt,
		stop: () => clearInterval(timer),
	}
}

const maxStatements = 64

/**
 * The connection for writes. Repeated statements are compiled once. It never streams, since a statement
 * cannot run twice at the same time.
 *
 * A full disk ends SQLite's transaction by itself. The statements after it would each be committed alone,
 * leaving half a transaction: therefore nothing runs until the rollback.
 */
function remembering(database: Database.Database, noteChange: () => void): SqliteDatabase {
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
			if (!sql.startsWith('select')) noteChange()
			const statement = statements.get(sql) ?? database.prepare(sql)
			statements.delete(sql)
			statements.set(sql, statement)
			for (const oldest of statements.keys()) {
				if (statements.size <= maxStatements) break
				statements.delete(oldest)
			}
			return statement
		},
		close: () => database.close(),
	}
}
