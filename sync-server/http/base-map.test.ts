import { rmSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { maxBaseMapRange } from '#shared/study/base-map'
import { writePmtilesArchive } from '#shared/testing/pmtiles-archive'
import { type Desk, type ServerForTests, serverForTests } from '../../tests/helpers/desk-server.ts'
import { engines } from '../../tests/helpers/fresh-engines.ts'
import { temporaryFolder } from '../../tests/helpers/temporary-folder.ts'

const archive = Buffer.from(
	writePmtilesArchive({
		tileType: 2,
		tiles: [{ z: 0, x: 0, y: 0, bytes: new Uint8Array(2 * maxBaseMapRange).fill(7) }],
	}),
)
const file = join(temporaryFolder(), 'map.pmtiles')
const [, freshSqlite] = engines[0]

describe('the base map', () => {
	let server: ServerForTests
	let manager: Desk
	beforeAll(async () => {
		server = await serverForTests(await freshSqlite(), { baseMapFile: file })
		manager = await server.desk('data-manager')
		writeFileSync(file, archive)
	})
	afterAll(async () => {
		await server.close()
		expect(server.failures).toEqual([])
	})
	const currentVersion = async () =>
		((await manager.get('/api/base-map')).body as { version: string }).version
	const ask = async (headers: Record<string, string>, version?: string, cookie = manager.cookie) =>
		server.app.inject({
			url: `/api/base-map/${version ?? (await currentVersion())}`,
			headers: { cookie, ...headers },
		})

	test('is sent in parts, which the browser of the user may store', async () => {
		const version = await currentVersion()
		const { statusCode, headers, rawPayload } = await ask({ range: 'bytes=0-6' })
		expect([statusCode, rawPayload.toString()]).toEqual([206, 'PMTiles'])
		expect(headers).toMatchObject({
			'content-range': `bytes 0-6/${archive.length}`,
			'content-length': '7',
			'cache-control': 'private, max-age=604800, immutable',
			etag: `"${version}"`,
		})
		const end = await ask({ range: `bytes=${archive.length - 5}-${archive.length + 99}` })
		expect(end.rawPayload).toEqual(archive.subarray(-5))
	})
	test.each([
		['without a range', {}],
		['with a range behind the end', { range: `bytes=${archive.length}-${archive.length + 9}` }],
		['with several ranges', { range: 'bytes=0-1,5-6' }],
		['with a range to the end of the file', { range: 'bytes=0-' }],
		['with one byte too many', { range: `bytes=0-${maxBaseMapRange}` }],
	])('a request %s is refused', async (_, headers) => {
		const reply = await ask(headers)
		expect(reply.statusCode).toBe(416)
		expect(reply.headers['content-range']).toBe(`bytes */${archive.length}`)
		expect(reply.headers['cache-control']).toBe('no-store')
		expect(reply.rawPayload.length).toBeLessThan(200)
	})
	test('the longest range is answered completely', async () => {
		const reply = await ask({ range: `bytes=1-${maxBaseMapRange}` })
		expect(reply.rawPayload.equals(archive.subarray(1, maxBaseMapRange + 1))).toBe(true)
	})
	test('is not sent again to a browser that has it', async () => {
		const reply = await ask({ range: 'bytes=0-6', 'if-none-match': `"${await currentVersion()}"` })
		expect([reply.statusCode, reply.rawPayload.length]).toEqual([304, 0])
		expect((await ask({ range: 'bytes=0-6', 'if-none-match': '"1-1"' })).statusCode).toBe(206)
	})
	test('is for signed-in users of the desk who may read boundaries', async () => {
		expect((await ask({ range: 'bytes=0-6' }, undefined, '')).statusCode).toBe(401)
		const lead = await server.desk('safeguarding-lead')
		expect((await lead.get('/api/base-map')).status).toBe(403)
		expect((await ask({ range: 'bytes=0-6' }, undefined, lead.cookie)).statusCode).toBe(403)
	})
	test('of a former version is not found, as without a file or with a damaged one', async () => {
		const before = await currentVersion()
		utimesSync(file, 1, 1)
		expect((await ask({ range: 'bytes=0-6' }, before)).statusCode).toBe(404)
		expect((await ask({ range: 'bytes=0-6' })).statusCode).toBe(206)
		writeFileSync(file, archive.subarray(0, 500))
		expect((await manager.get('/api/base-map')).body).toBeNull()
		rmSync(file)
		expect((await manager.get('/api/base-map')).body).toBeNull()
		expect((await ask({ range: 'bytes=0-6' }, before)).statusCode).toBe(404)
	})
})
