import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { toBase64url } from '#shared/kernel/bytes'
import { seededRandom } from '#shared/kernel/seeded-random'
import { readReply, type TestPhone } from '#shared/testing/test-phone'
import { type ServerForTests, serverForTests } from '../../../tests/helpers/desk-server.ts'
import { engines } from '../../../tests/helpers/fresh-engines.ts'
import { enrolledPhone } from '../../../tests/helpers/phone.ts'
import type { Tables } from '../tables/tables.ts'

const [, freshSqlite] = engines[0]
let server: ServerForTests
let phone: TestPhone
beforeAll(async () => {
	server = await serverForTests(await freshSqlite())
	phone = (await enrolledPhone(server)).phone
})
afterAll(() => server.close())

/** Limits the database to this many further pages of 4 KiB; null: no limit. */
async function limitPages(pages: number | null): Promise<void> {
	const count = await sql<{ page_count: number }>`pragma page_count`.execute(server.store.changing.db)
	const most = pages === null ? 1_000_000 : (count.rows[0]?.page_count ?? 0) + pages
	await sql.raw(`pragma max_page_count = ${most}`).execute(server.store.changing.db)
}
async function readAllTables(): Promise<unknown> {
	const tables = ['head', 'revision', 'feed', 'record', 'conflict', 'quarantine', 'device'] as const
	const all: Partial<Record<keyof Tables, unknown>> = {}
	for (const table of tables)
		all[table] = await server.store.reading.db.selectFrom(table).selectAll().execute()
	return all
}
const post = (body: Uint8Array) =>
	server.app.inject({ method: 'POST', url: '/sync', payload: Buffer.from(body) })

test('[ST4] a callback that continues after the disk was full leaves nothing, and the first error is reported', async () => {
	await limitPages(0)
	const before = await readAllTables()
	const going = server.store.write(async (session) => {
		await session.putDocument({ kind: 'text', ref: 'small', scope: 'all', body: 'x' })
		await session
			.putDocument({ kind: 'text', ref: 'big', scope: 'all', body: 'x'.repeat(100_000) })
			.catch(() => {})
		await session.putDocument({ kind: 'text', ref: 'later', scope: 'all', body: 'x' })
	})
	const thrown = await going.catch((caught: unknown) => caught)
	expect(thrown).toBeInstanceOf(Error)
	expect(await readAllTables()).toEqual(before)
	await limitPages(null)
	await server.store.write(async () => {})
	expect(await readAllTables()).toEqual(before)
})
test('a full disk, at any point: nothing of the bundle is stored, the phone gets the reason, and later it is stored', async () => {
	const random = seededRandom(4)
	const text = () => toBase64url(random.bytes(6000))
	const record = phone.newRecord()
	const root = phone.edit(record, { 'a_visit/line/remark': text() })
	await phone.sync(async (body) => (await post(body)).rawPayload as Uint8Array<ArrayBuffer>, [root])
	let refused = 0
	for (let pages = 0; pages < 60; pages++) {
		const here = phone.edit(record, { 'a_visit/line/remark': text() }, [root])
		const there = phone.edit(record, { 'a_visit/line/remark': text() }, [root])
		const other = phone.edit(phone.newRecord(), { 'a_visit/line/remark': text() })
		const frames = await phone.frames([here, there, other])
		const { body } = await phone.request(frames)
		await limitPages(pages)
		const before = await readAllTables()
		const answer = await post(body)
		if (answer.statusCode === 200) break
		refused++
		expect(answer.statusCode).toBe(507)
		expect(answer.json()).toEqual({ problem: 'server-disk-full', details: { requestId: expect.any(String) } })
		expect(await readAllTables()).toEqual(before)
		await limitPages(null)
		const again = await post((await phone.request(frames)).body)
		const { header } = await readReply(again.rawPayload as Uint8Array<ArrayBuffer>)
		expect(header.acks.map(([, code]) => code)).toEqual(['stored', 'stored', 'stored'])
	}
	expect(refused).toBeGreaterThan(5)
})
