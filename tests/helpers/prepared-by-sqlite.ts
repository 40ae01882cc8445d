import Database from 'better-sqlite3'
import { type CompiledQuery, type Dialect, PostgresQueryCompiler, SqliteQueryCompiler } from 'kysely'

type Node = Parameters<PostgresQueryCompiler['compileQuery']>[0]
type QueryId = Parameters<PostgresQueryCompiler['compileQuery']>[1]

/** Statements that both engines run. The rest is each engine's own: vacuum, grants, transactions. */
const isOfBoth = (sql: string): boolean =>
	/^\s*(select|insert|update|delete|with)\b/i.test(sql) &&
	!/\bpg_|current_schema|^select .* from "head" .*for update$/.test(sql)

/** The database that prepares statements, and the statements that it has prepared in this process. */
let sqlite: Database.Database | null = null
const known = new Set<string>()

/**
 * Returns a dialect of PostgreSQL that also compiles every new statement for SQLite, prepares it there and binds its
 * values; it is not run there. A statement that SQLite refuses is an error where it is run. `template`: path of a
 * SQLite file with all tables.
 */
export function preparedBySqlite(dialect: Dialect, template: string): Dialect {
	sqlite ??= new Database(template, { readonly: true })
	const database = sqlite
	class Compiler extends PostgresQueryCompiler {
		override compileQuery(node: Node, id: QueryId): CompiledQuery {
			const compiled = super.compileQuery(node, id)
			if (isOfBoth(compiled.sql) && !known.has(compiled.sql)) {
				const { sql, parameters } = new SqliteQueryCompiler().compileQuery(node, id)
				const statement = database.prepare(sql)
				if (parameters.length > 0) statement.bind(...parameters)
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
