import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { serverForTests } from '../../tests/desk-for-tests.ts'
import { engines, enginesOfOwner, vacuumAsOwner } from '../../tests/fresh-engines.ts'

const [, ownPostgres] = enginesOfOwner[1]
const [, boundPostgres] = engines[1]

test('deleted rows are forgotten in every table', async () => {
	const server = await serverForTests(await ownPostgres())
	const { db } = server.store
	// a table that was never vacuumed has no count of its rows
	const untouched = async () => {
		const { rows } = await sql<{ name: string }>`
			select relname as name from pg_class
			where relkind = 'r' and relnamespace = current_schema()::regnamespace and reltuples < 0
		`.execute(db)
		return rows.map(({ name }) => name)
	}
	expect(await untouched()).toContain('interview')
	expect(await server.store.overwriteDeleted(new Date())).toBe(true)
	expect(await untouched()).toEqual([])
	await server.close()
})

test('an account that may not vacuum says so, and waits for the owner or the database to do it', async () => {
	const engine = await boundPostgres()
	const server = await serverForTests(engine)
	const { db } = server.store
	const since = new Date()
	await server.store.write((session) =>
		session.putDocument({ kind: 'text', ref: 'x', scope: 'all', body: 'y' }),
	)
	await db.deleteFrom('feed').execute()
	// the database counts some seconds later
	await expect
		.poll(
			async () =>
				(
					await sql<{
						dead: number
					}>`select n_dead_tup as dead from pg_stat_user_tables where relname = 'feed'`.execute(db)
				).rows[0]?.dead,
			{ timeout: 30_000 },
		)
		.toBeGreaterThan(0)
	expect(await server.store.overwriteDeleted(since)).toBe(false)
	await vacuumAsOwner(engine)
	expect(await server.store.overwriteDeleted(since)).toBe(true)
	await server.close()
}, 60_000)
