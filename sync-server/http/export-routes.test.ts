import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { existsSync, readdirSync } from 'node:fs'
import { get, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { formOf } from '#shared/testing/scenario'
import { type Desk, type ServerForTests, serverForTests } from '../../tests/helpers/desk-server.ts'
import { engines } from '../../tests/helpers/fresh-engines.ts'
import { unzip } from '../../tests/walks/unzip.ts'
import { inParts } from '../storage/engine/chunks.ts'
import type { Engine } from '../storage/engine/engine.ts'
import { publishForms } from '../sync/publish-form.ts'

/** Incompressible texts of 4500 bytes: together more than socket buffers hold. */
const records = 3000
const longestStallMs = 4000
const openFiles = () => (existsSync('/proc/self/fd') ? readdirSync('/proc/self/fd').length : 0)
const pause = (ms: number) => new Promise((later) => setTimeout(later, ms))

/** Fills the store with incompressible data. */
async function fill({ store }: ServerForTests, records: number): Promise<void> {
	const rows = Array.from({ length: records }, (_, i) => ({
		id: `record-${i}`,
		project: store.project,
		form: 'scenario',
		form_version: 1,
		owner: 'nobody',
		demonstration: 0 as const,
		name: '',
		round: 'endline',
		district: 'PK607',
		cluster: null,
		outcome: null,
		sex: null,
		status: 'submitted',
		void: 0 as const,
		readers: '',
		open_conflicts: 0,
		open_flags: 0,
		open_kinds: '',
		projection_error: null,
		first_seq: i,
		last_seq: i,
		started: '2026-01-15',
		changed: '2026-01-15',
		answers: viewOf(randomBytes(4500).toString('base64')),
	}))
	for (const part of inParts(rows)) await store.changing.db.insertInto('record').values(part).execute()
}
const viewOf = (notes: string) => JSON.stringify({ answers: [['notes', notes]], leftOver: [] })

const path = '/api/export?form=scenario&values=codes&round=endline'

/** A server with a large file, and a function to start downloads. */
async function serverWithDownloads(engine: Engine, longestStallMs: number, count = records) {
	const server = await serverForTests(engine, { longestStallMs })
	const form = formOf(
		'type | name | label\ntext | notes | Notes\nbegin repeat | r | R\ntext | x | X\nend repeat',
	)
	await publishForms(server.store, server.forms, [form], '2026-01-15T00:00:00.000Z')
	await fill(server, count)
	const manager = await server.desk('data-manager')
	await server.app.listen({ port: 0, host: '127.0.0.1' })
	const { port } = server.app.server.address() as AddressInfo
	async function download(more = ''): Promise<IncomingMessage> {
		const request = get({
			host: '127.0.0.1',
			port,
			path: path + more,
			agent: false,
			headers: { cookie: manager.cookie },
		})
		request.on('error', () => {})
		const [reply] = (await once(request, 'response')) as [IncomingMessage]
		reply.on('error', () => {})
		return reply
	}
	return { server, manager, download }
}

async function whole(reply: IncomingMessage): Promise<Buffer> {
	const parts: Buffer[] = []
	for await (const part of reply) parts.push(part as Buffer)
	return Buffer.concat(parts)
}

describe.each(engines)('exports in other formats from %s', (engine, freshEngine) => {
	let server: ServerForTests
	let download: (more?: string) => Promise<IncomingMessage>
	beforeAll(async () => {
		;({ server, download } = await serverWithDownloads(await freshEngine(), longestStallMs, 600))
	})
	afterAll(() => server.close())
	// The embedded store has no pool of connections: two formats are enough there.
	const formats =
		engine === 'sqlite' ? ['xlsx', 'parquet'] : ['xlsx', 'sav', 'sav-text', 'dta', 'parquet', 'jsonl']
	test.each(formats)('five aborted downloads from %s leave no connection in use', async (format) => {
		for (let i = 0; i < 5; i++) {
			const reply = await download(`&format=${format}`)
			expect(reply.statusCode).toBe(200)
			await once(reply, 'readable')
			reply.read(1000)
			reply.destroy()
		}
		// There are fewer connections than downloads: a leaked one would block the next download for ever.
		expect((await whole(await download(`&format=${format}`))).length).toBeGreaterThan(1000)
		expect(server.failures).toEqual([])
	})
})

describe.each(engines)('downloads from %s', (_, freshEngine) => {
	let server: ServerForTests
	let manager: Desk
	let download: (more?: string) => Promise<IncomingMessage>
	beforeAll(async () => {
		;({ server, manager, download } = await serverWithDownloads(await freshEngine(), longestStallMs))
	})
	afterAll(() => server.close())

	const damage = (record: string, answers: string) =>
		server.store.changing.db.updateTable('record').set({ answers }).where('id', '=', record).execute()
	async function settled(isSo: () => boolean): Promise<void> {
		for (let i = 0; i < 50 && !isSo(); i++) await pause(50)
	}

	test('a file arrives complete', async () => {
		const files = unzip(await whole(await download()))
		expect([...files.keys()]).toEqual([
			'scenario.csv',
			'scenario-r.csv',
			'disagreements.csv',
			'corrections.csv',
			'identifying.csv',
			'dictionary.csv',
			'read.R',
			'read.do',
		])
		expect(files.get('scenario.csv')?.toString('utf8').split('\r\n')).toHaveLength(records + 2)
	})
	test('ten aborted downloads leave no open file, no folder, and no connection in use', async () => {
		await pause(300)
		const before = openFiles()
		const folders = () => readdirSync(tmpdir()).filter((name) => name.startsWith('zila-export')).length
		const foldersBefore = folders()
		for (let i = 0; i < 10; i++) {
			const reply = await download()
			await once(reply, 'readable')
			reply.read(1000)
			reply.destroy()
		}
		// A pool may open a connection meanwhile; ten leaks would be more.
		const isClosed = () => openFiles() < before + 10
		await settled(isClosed)
		expect(isClosed()).toBe(true)
		expect(folders()).toBe(foldersBefore)
		expect(unzip(await whole(await download())).size).toBe(8)
		expect(server.failures).toEqual([])
	})
	test('stalled clients delay nobody else, and are disconnected after a while', async () => {
		const stalled = await Promise.all(Array.from({ length: 4 }, () => download()))
		const waiting = download()
		const others = await Promise.all(
			Array.from({ length: 20 }, () => manager.get('/api/records?round=endline')),
		)
		expect(others.map(({ status }) => status)).toEqual(Array(20).fill(200))
		// The next download runs after they have ended.
		expect(unzip(await whole(await waiting)).size).toBe(8)
		await pause(longestStallMs + 500)
		for (const reply of stalled) await expect(whole(reply).then(({ length }) => length)).rejects.toThrow()
		expect(server.failures).toEqual([])
	})
	test('an error before the first byte is an ordinary problem reply', async () => {
		await damage('record-0', 'no JSON')
		const { status, body, headers } = await manager.get(path)
		expect([status, body]).toEqual([
			500,
			{ problem: 'unexpected', details: { requestId: expect.any(String) } },
		])
		expect(headers['content-disposition']).toBeUndefined()
		expect(server.failures.splice(0)).toHaveLength(1)
		await damage('record-0', viewOf(''))
	})
	test('an error in the middle ends the file, and is logged', async () => {
		const last = `record-${records - 1}`
		await damage(last, 'no JSON')
		const broken = await download()
		await expect(whole(broken).then(({ length }) => length)).rejects.toThrow()
		await settled(() => server.failures.length > 0)
		expect(server.failures.splice(0).join()).toMatch(/GET \/api\/export: SyntaxError/)
		await damage(last, viewOf(''))
	})
})

test.each(engines)('a stopping server does not wait for stalled clients, on %s', async (_, freshEngine) => {
	const day = 86_400_000
	const { server, download } = await serverWithDownloads(await freshEngine(), day)
	await download()
	await server.close()
	expect(server.failures).toEqual([])
})
