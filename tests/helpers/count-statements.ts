import type { Dialect } from 'kysely'
import type { FreshEngine } from './fresh-engines.ts'

/** Returns an engine that adds the text of each statement to `statements`, except those of transactions. */
export function listingStatements(engine: FreshEngine, statements: string[]): FreshEngine {
	const listing = (dialect: Dialect): Dialect => ({
		createAdapter: () => dialect.createAdapter(),
		createDriver: () => dialect.createDriver(),
		createIntrospector: (db) => dialect.createIntrospector(db),
		createQueryCompiler() {
			const compiler = dialect.createQueryCompiler()
			return {
				compileQuery(node, id) {
					const compiled = compiler.compileQuery(node, id)
					statements.push(compiled.sql)
					return compiled
				},
			}
		},
	})
	return { ...engine, dialect: listing(engine.dialect), readingDialect: listing(engine.readingDialect) }
}
