import { sql } from 'kysely'
import pg from 'pg'
import { expect, inject, test } from 'vitest'
import { serverForTests } from '../../../tests/helpers/desk-server.ts'
import { engines, enginesOfOwner, vacuumAsOwner } from '../../../tests/helpers/fresh-engines.ts'
import { openStore } from '../open-store.ts'
import { postgresEngine } from './postgres-engine.ts'

const [, ownPostgres] = enginesOfOwner[1]
const [, boundPostgres] = engines[1]

test('deleted rows are vacuumed in every table', async () => {
	const server = await serverForTests(await ownPostgres())
	const { db } = server.store.changing
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

test('an account that may not vacuum reports that, and waits for the owner or the database to do it', async () => {
	const engine = await boundPostgres()
	const server = await serverForTests(engine)
	const { db } = server.store.changing
	const since = new Date()
	await server.store.write((session) =>
		session.putDocument({ kind: 'text', ref: 'x', scope: 'all', body: 'y' }),
	)
	await db.deleteFrom('feed').execute()
	// the statistics are updated some seconds later
	await expect
		.poll(
			async () =>
				(
					await sql<{
						dead: number
					}>`select n_dead_tup as dead from pg_stat_user_tables where relname = 'feed'`.execute(db)
				).rows[0]?.dead,
		)
		.toBeGreaterThan(0)
	expect(await server.store.overwriteDeleted(since)).toBe(false)
	await vacuumAsOwner(engine)
	expect(await server.store.overwriteDeleted(since)).toBe(true)
	await server.close()
}, 60_000)

test('a store with nothing to migrate opens while another session holds the migration lock', async () => {
	const engine = await boundPostgres()
	await (await openStore({ engine, project: 'test', now: () => 0 })).close()
	const holder = new pg.Client({ connectionString: engine.place })
	await holder.connect()
	// as a transaction pooler leaves it behind on a connection that another client has now
	await holder.query('select pg_advisory_lock(3853314791062309107)')
	const store = await openStore({ engine: engine.again(), project: 'test', now: () => 0 })
	expect(await store.isMigrated()).toBe(true)
	await store.close()
	await holder.end()
}, 20_000)

test('a process opens no more connections than configured', async () => {
	const { place } = await boundPostgres()
	const engine = postgresEngine(place, () => {}, 4)
	const store = await openStore({ engine, project: 'test', now: () => 0 })
	const slow = sql`select pg_sleep(0.5)`
	const many = (db: Pick<typeof store.changing.db, 'getExecutor'>) =>
		Array.from({ length: 6 }, () => slow.execute(db))
	const busy = Promise.all([
		...many(store.changing.db),
		...many(store.reading.db),
		...Array.from({ length: 3 }, () => store.atOneMoment((db) => slow.execute(db.db))),
	])
	const counter = new pg.Client({ connectionString: inject('postgresUrl') })
	await counter.connect()
	await expect
		.poll(async () => {
			const { rows } = await counter.query<{ many: number }>(
				'select count(*)::int as many from pg_stat_activity where datname = $1',
				[new URL(place).pathname.slice(1)],
			)
			return rows[0]?.many
		})
		.toBe(4)
	await busy
	await counter.end()
	await store.close()
}, 20_000)
