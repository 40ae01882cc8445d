import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type ServerForTests, serverForTests } from '../../tests/helpers/desk-server.ts'
import { routeEngines } from '../../tests/helpers/fresh-engines.ts'
import { temporaryFolder } from '../../tests/helpers/temporary-folder.ts'
import { type AppOptions, buildApp } from './build-app.ts'

describe.each(routeEngines)('health checks on %s', (engineName, freshEngine) => {
	let server: ServerForTests
	beforeAll(async () => {
		server = await serverForTests(await freshEngine())
	})
	afterAll(() => server.close())
	const probe = async (change: Partial<AppOptions>, url = '/readyz') => {
		const app = await buildApp({
			...server,
			now: () => server.clock.now,
			onFailure: () => {},
			...change,
		})
		const reply = await app.inject({ url })
		await app.close()
		return [reply.statusCode, reply.json()] as const
	}
	const well = { database: true, migrations: true, files: true, disk: true, running: true }
	const gone = () => Promise.reject(Object.assign(new Error('gone'), { code: 'ECONNREFUSED' }))

	test('a working server reports ok, also at the former address', async () => {
		expect(await probe({ diskFolder: temporaryFolder() })).toEqual([200, { ok: true, ...well }])
		expect(await probe({}, '/livez')).toEqual([200, { ok: true }])
		expect(await probe({}, '/api/health')).toEqual([200, { ok: true, store: engineName }])
	})
	test('each missing component removes it from a load balancer, and only that: the process itself is alive', async () => {
		const { store, files } = server
		const cases: [Partial<AppOptions>, Partial<typeof well>][] = [
			[{ store: { ...store, isMigrated: gone } }, { database: false, migrations: false }],
			[{ store: { ...store, isMigrated: async () => false } }, { migrations: false }],
			[{ store: { ...store, isDamaged: () => true } }, { database: false }],
			[{ files: { ...files, isUsable: gone } }, { files: false }],
			[{ diskFolder: '/nowhere' }, { disk: false }],
		]
		for (const [change, wrong] of cases) {
			expect(await probe(change)).toEqual([503, { ok: false, ...well, ...wrong }])
			expect(await probe(change, '/api/health')).toEqual([503, { ok: false, store: engineName }])
			expect((await probe(change, '/livez'))[0]).toBe(200)
		}
	})
	test('an unresponsive database does not block the check', async () => {
		const never = () => new Promise<boolean>(() => {})
		const began = performance.now()
		expect((await probe({ store: { ...server.store, isMigrated: never } }))[0]).toBe(503)
		expect(performance.now() - began).toBeLessThan(6000)
	}, 10_000)
	test('they need no sign-in and no TLS, and disclose nothing of the data', async () => {
		for (const url of ['/livez', '/readyz', '/api/health'])
			expect((await server.app.inject({ url, remoteAddress: '203.0.113.9' })).statusCode).toBe(200)
		expect((await server.app.inject({ url: '/api/me', remoteAddress: '203.0.113.9' })).statusCode).toBe(426)
	})
	test('however frequent the requests, the database is queried once a second', async () => {
		let looks = 0
		const store = {
			...server.store,
			isMigrated: async () => {
				looks++
				return true
			},
		}
		const app = await buildApp({ ...server, store, now: () => server.clock.now, onFailure: () => {} })
		await Promise.all(Array.from({ length: 50 }, () => app.inject({ url: '/readyz' })))
		expect(looks).toBe(1)
		await app.close()
	})
})
