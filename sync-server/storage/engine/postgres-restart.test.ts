import { sql } from 'kysely'
import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type ServerForTests, serverForTests } from '../../../tests/helpers/desk-server.ts'
import { engines, type FreshEngine } from '../../../tests/helpers/fresh-engines.ts'
import { enrolledPhone } from '../../../tests/helpers/phone.ts'
import { buildApp } from '../../http/build-app.ts'

const [, freshPostgres] = engines[1]
let engine: FreshEngine
let server: ServerForTests
let other: pg.Client
beforeAll(async () => {
	engine = await freshPostgres()
	server = await serverForTests(engine)
	other = new pg.Client({ connectionString: engine.place })
	await other.connect()
})
afterAll(async () => {
	await other.end()
	await server.close()
})
/** Ends connections as a restart does. PostgreSQL's own workers (such as a vacuum) are not ours to end. */
const endConnections = (which = '') =>
	other.query(
		`select pg_terminate_backend(pid) from pg_stat_activity
		where datname = current_database() and usename = current_user and pid <> pg_backend_pid() ${which}`,
	)
const pause = (ms: number) => new Promise((later) => setTimeout(later, ms))

test('connections lost while idle are logged, and the next request gets new ones', async () => {
	const { phone, post } = await enrolledPhone(server)
	await phone.sync(post)
	await endConnections()
	await pause(100)
	expect(engine.failures.length).toBeGreaterThan(0)
	const edit = phone.edit(phone.newRecord(), { a: 1 })
	expect((await phone.sync(post, [edit])).header.acks).toEqual([[edit.id, 'stored']])
})
test('a connection lost between two statements rolls its transaction back, and nothing else', async () => {
	const before = await server.store.head()
	let thrown: unknown
	await server.store
		.write(async (session) => {
			const own = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(session.db)
			await endConnections(`and pid = ${own.rows[0]?.pid}`)
			await pause(100)
			await session.db.selectFrom('head').selectAll().execute()
		})
		.catch((caught: unknown) => {
			thrown = caught
		})
	expect(server.store.isPassing(thrown)).toBe(true)
	expect(await server.store.head()).toEqual(before)
	await server.store.write(async () => {})
})
test('a phone in the middle of a bundle is told to retry, and then succeeds', async () => {
	const { phone, post } = await enrolledPhone(server)
	const edit = phone.edit(phone.newRecord(), { a: 1 })
	const { body } = await phone.request(await phone.frames([edit]))
	await other.query('begin')
	await other.query('select * from head for update')
	const waiting = server.app.inject({ method: 'POST', url: '/sync', payload: Buffer.from(body) })
	await pause(200)
	await endConnections(`and wait_event_type = 'Lock'`)
	const answer = await waiting
	await other.query('rollback')
	expect(answer.statusCode).toBe(503)
	expect(answer.json()).toEqual({ problem: 'server-busy', details: { requestId: expect.any(String) } })
	expect(server.failures.some((what) => what.startsWith('POST /sync'))).toBe(true)
	expect((await phone.sync(post, [edit])).header.acks).toEqual([[edit.id, 'stored']])
})

test('any error that means PostgreSQL is temporarily unavailable is answered with a retry, on any route', async () => {
	const { store, study, files, signer, sealing, identifiers } = server
	const manager = await server.desk('data-manager')
	for (const error of [
		...['57P01', '57P03', '08006', '53300', '55P03', '40P01', 'ECONNREFUSED'].map((code) => ({ code })),
		{ message: 'Connection terminated unexpectedly' },
		{ message: 'timeout exceeded when trying to connect' },
	]) {
		const failures: string[] = []
		const current = () => Promise.reject(Object.assign(new Error(), error))
		const app = await buildApp({
			store,
			study: study,
			files,
			signer,
			sealing,
			identifiers,
			now: () => server.clock.now,
			forms: { ...server.forms, current },
			onFailure: (what) => failures.push(what),
		})
		const answer = await app.inject({ url: '/api/forms', headers: { cookie: manager.cookie } })
		expect([answer.statusCode, answer.json()]).toEqual([
			503,
			{ problem: 'server-busy', details: { requestId: expect.any(String) } },
		])
		expect(failures).toHaveLength(1)
		await app.close()
	}
	expect(store.isPassing(Object.assign(new Error(), { code: '23505' }))).toBe(false)
})
