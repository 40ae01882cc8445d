import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import Database from 'better-sqlite3'
import { Kysely, type SqliteDatabase, SqliteDialect } from 'kysely'
import type { Engine } from './engine.ts'
import type { Tables } from './tables.ts'

/** SQLite in one file, for one server process. `synchronous = FULL`: an acknowledged commit survives a power cut. */
export function sqliteEngine(file: string): Engine {
	mkdirSync(dirname(file), { recursive: true })
	const open = (readonly: boolean) => {
		const database = new Database(file, { readonly, fileMustExist: readonly })
		database.pragma('busy_timeout = 5000')
		if (!readonly) {
			database.pragma('journal_mode = WAL')
			database.pragma('synchronous = FULL')
		}
		return database
	}
	const writing = open(false)
	return {
		name: 'sqlite',
		dialect: new SqliteDialect({ database: remembering(writing) }),
		readingDialect: new SqliteDialect({ database: async () => open(true) }),
		bytesType: 'blob',
		wholeNumberType: 'integer',
		async lockHead(trx, project) {
			await trx
				.updateTable('head')
				.set((eb) => ({ seq: eb.ref('seq') }))
				.where('project', '=', project)
				.execute()
		},
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
	}
}

const mostStatements = 64

/**
 * Statements that come again are compiled once. Only for a connection that never streams: a statement cannot run
 * twice at the same time.
 */
function remembering(database: Database.Database): SqliteDatabase {
	const statements = new Map<string, Database.Statement>()
	return {
		prepare(sql) {
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

const codeOf = (thrown: unknown): string =>
	thrown instanceof Error && 'code' in thrown && typeof thrown.code === 'string' ? thrown.code : ''
