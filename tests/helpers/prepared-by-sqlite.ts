import Database from 'better-sqlite3'
import { type CompiledQuery, type Dialect, PostgresQueryCompiler, SqliteQueryCompiler } from 'kysely'

type Node = Parameters<PostgresQueryCompiler['compileQuery']>[0]
type QueryId = Parameters<PostgresQueryCompiler['compileQuery']>[1]

/** Statements that both engines run; the rest (vacuum, grants, a writer's lock) is each engine's own. */
const kindsOfBoth = new Set(['SelectQueryNode', 'InsertQueryNode', 'UpdateQueryNode', 'DeleteQueryNode'])
const writersLock = /^select "seq" from "head" .*for update$/

/** The database that prepares statements, and the statements that it has prepared in this process. */
let sqlite: Database.Database | null = null
const known = new Set<string>()

/**
 * Returns a dialect of PostgreSQL that also compiles every new statement for SQLite, and prepares it there. A
 * statement that SQLite refuses is an error where it is run. `template`: path of a SQLite file with all tables.
 */
export function preparedBySqlite(dialect: Dialect, template: string): Dialect {
	sqlite ??= new Database(template, { readonly: true })
	const database = sqlite
	class Compiler extends PostgresQueryCompiler {
		override compileQuery(node: Node, id: QueryId): CompiledQuery {
			const compiled = super.compileQuery(node, id)
			if (kindsOfBoth.has(node.kind) && !known.has(compiled.sql) && !writersLock.test(compiled.sql)) {
				database.prepare(new SqliteQueryCompiler().compileQuery(node, id).sql)
				known.add(compiled.sql)
			}
			return compiled
		}
	}
	return {
		createAdapter: () => dialect.createAdapter(),
		createDriver: () => dialect.createDriver(),
		createIntrospector: (db) => dialect.createIntrospector(db),
		createQueryCompiler: () => new Compiler(),
	}
}
