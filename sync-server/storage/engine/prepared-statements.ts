import { createHash } from 'node:crypto'
import type { PostgresCursor, PostgresPool, PostgresPoolClient, PostgresQueryResult } from 'kysely'
import type pg from 'pg'
import { errorCodeOf } from '#shared/kernel/error-code'

/** Runs before a statement is prepared: most statements run once or twice. */
const runsBefore = 4
/** Maximum number of prepared statements, which bounds the memory of each connection at the server. */
const maxPrepared = 200
/** Maximum number of statements that are counted. */
const maxCounted = 1000

/**
 * The connection does not know the prepared statement, or has another of its name: between it and PostgreSQL is a
 * connection pooler that does not keep them. Or the columns of a table have changed.
 */
const refusals = new Set(['26000', '42P05', '0A000'])

/** The statements that all connections of a pool prepare. */
interface PreparedStatements {
	/** Name of each prepared statement, by its text. */
	readonly names: Map<string, string>
	/** How often the others ran. */
	readonly runs: Map<string, number>
	isRefused: boolean
}

/**
 * Returns a pool whose connections prepare the statements that run often, so that PostgreSQL parses and plans them once
 * per connection. `select *` is never prepared, because its columns change when another version of the server migrates.
 * Once a connection refuses a prepared statement, that statement fails, and none is prepared any more.
 */
export function preparingPool(pool: pg.Pool): PostgresPool {
	const statements: PreparedStatements = { names: new Map(), runs: new Map(), isRefused: false }
	return {
		connect: async () => new PreparingClient(await pool.connect(), statements),
		end: () => pool.end(),
	}
}

class PreparingClient implements PostgresPoolClient {
	readonly #client: pg.PoolClient
	readonly #statements: PreparedStatements

	constructor(client: pg.PoolClient, statements: PreparedStatements) {
		this.#client = client
		this.#statements = statements
	}
	query<Row>(text: string, values: readonly unknown[]): Promise<PostgresQueryResult<Row>>
	query<Row>(cursor: PostgresCursor<Row>): PostgresCursor<Row>
	query<Row>(first: string | PostgresCursor<Row>, values: readonly unknown[] = []) {
		const client: PostgresPoolClient = this.#client as PostgresPoolClient
		if (typeof first !== 'string') return client.query(first)
		const name = values.length > 0 ? nameOf(this.#statements, first) : null
		return name === null ? client.query<Row>(first, values) : this.#runPrepared(name, first, values)
	}
	async #runPrepared(name: string, text: string, values: readonly unknown[]) {
		try {
			return await this.#client.query({ name, text, values: [...values] })
		} catch (thrown) {
			if (refusals.has(errorCodeOf(thrown))) this.#statements.isRefused = true
			throw thrown
		}
	}
	release(isDestroyed?: boolean) {
		this.#client.release(isDestroyed)
	}
}

/** Returns the name under which a statement is prepared; null if it is not. */
function nameOf(statements: PreparedStatements, text: string): string | null {
	const { names, runs } = statements
	if (statements.isRefused) return null
	const name = names.get(text)
	if (name !== undefined) return name
	if (names.size >= maxPrepared || text.includes('*')) return null
	const count = (runs.get(text) ?? 0) + 1
	runs.delete(text)
	if (count <= runsBefore) {
		runs.set(text, count)
		for (const oldest of runs.keys()) {
			if (runs.size <= maxCounted) break
			runs.delete(oldest)
		}
		return null
	}
	// the digest, so that one name never means two texts, also for another process behind the same pooler
	const digest = createHash('sha256').update(text).digest('base64url').slice(0, 24)
	names.set(text, digest)
	return digest
}
