import { once } from 'node:events'
import { get, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { sentOf, signed } from '../../tests/helpers/attachments.ts'
import { type ServerForTests, serverForTests } from '../../tests/helpers/desk-server.ts'
import { engines } from '../../tests/helpers/fresh-engines.ts'
import { enrolledPhone } from '../../tests/helpers/phone.ts'
import { buildApp } from './build-app.ts'
import { createRateLimiter, createRateLimiters } from './rate-limit.ts'

describe('a rate limit', () => {
	test('bounds a burst, and recovers by itself', () => {
		const limiter = createRateLimiter({ atOnce: 3, perSecond: 2 })
		for (let i = 0; i < 3; i++) limiter.consume('a', 0, 1)
		expect(() => limiter.consume('a', 0, 1)).toThrow(
			expect.objectContaining({ code: 'too-many-requests', details: { seconds: 1 } }),
		)
		expect(() => limiter.consume('a', 499, 1)).toThrow()
		limiter.consume('a', 1000, 2)
		expect(() => limiter.consume('a', 1000, 1)).toThrow()
	})
	test('delays nobody for requests of others, nor because the clock was set back', () => {
		const limiter = createRateLimiter({ atOnce: 1, perSecond: 1 })
		limiter.consume('a', 5000, 1)
		limiter.consume('b', 5000, 1)
		expect(() => limiter.consume('a', 0, 1)).toThrow()
		limiter.consume('a', 1000, 1)
	})
	test('does not delay longer for further requests while limited', () => {
		const limiter = createRateLimiter({ atOnce: 1, perSecond: 1 })
		limiter.consume('a', 0, 1)
		for (let at = 0; at < 1000; at += 10) expect(() => limiter.consume('a', at, 1)).toThrow()
		limiter.consume('a', 1000, 1)
	})
	test('with more keys than it can hold, evicts those with the oldest requests', () => {
		const limiter = createRateLimiter({ atOnce: 1, perSecond: 1, maxKeys: 2 })
		for (const key of ['a', 'b', 'a', 'c']) {
			try {
				limiter.consume(key, 0, 1)
			} catch {
				// Expected on later calls.
			}
		}
		expect(() => limiter.consume('a', 0, 1)).toThrow()
		limiter.consume('b', 0, 1)
	})
})

const [, freshSqlite] = engines[0]
describe('unlimited requests', () => {
	let server: ServerForTests
	beforeAll(async () => {
		server = await serverForTests(await freshSqlite())
	})
	afterAll(async () => {
		await server.close()
		expect(server.failures).toEqual([])
	})
	const proxyHeaders = (address: string) => ({ 'x-forwarded-proto': 'https', 'x-forwarded-for': address })
	const ask = (address: string, more: object = {}) =>
		server.app.inject({ url: '/api/health', headers: proxyHeaders(address), ...more })
	async function untilRefused(one: () => Promise<{ statusCode: number }>, most: number): Promise<number> {
		for (let i = 0; i < most; i++) if ((await one()).statusCode === 429) return i
		return most
	}

	test('an address is limited and gets its waiting time, and nobody else is affected', async () => {
		const address = '203.0.113.1'
		expect(await untilRefused(() => ask(address), 5000)).toBe(4000)
		const refused = await ask(address)
		expect(refused.json()).toEqual({ problem: 'too-many-requests', details: { seconds: 1 } })
		expect(refused.headers['retry-after']).toBe('1')
		expect((await ask('203.0.113.2')).statusCode).toBe(200)
		server.clock.now += 1000
		expect((await ask(address)).statusCode).toBe(200)
	})
	test('a forged forwarding header from an untrusted proxy is ignored', async () => {
		const address = '203.0.113.3'
		const askForged = (i: number) =>
			ask(address, {
				headers: { ...proxyHeaders(`${address}`), 'x-forwarded-for': `198.51.100.${i % 250}, ${address}` },
			})
		let i = 0
		expect(await untilRefused(() => askForged(i++), 5000)).toBe(4000)
	})
	test('addresses of one IPv6 network count as one', async () => {
		let i = 0
		expect(await untilRefused(() => ask(`2001:db8::${(i++).toString(16)}`), 5000)).toBe(4000)
	})
	test('a phone gets a busy reply, which every app retries by itself', async () => {
		const address = '203.0.113.4'
		await untilRefused(() => ask(address), 5000)
		for (const url of ['/sync', '/attachments', '/api/enrolments']) {
			const reply = await ask(address, { method: 'POST', url, payload: Buffer.from('x') })
			expect([reply.statusCode, reply.json()]).toEqual([429, { problem: 'server-busy', details: {} }])
			expect(reply.headers['retry-after']).toBe('1')
		}
	})
	test('a password costs as much as twenty other requests', async () => {
		const address = '203.0.113.5'
		const payload = { code: 'nobody', password: 'x' }
		const one = async () => {
			// Moves the clock past the login throttle, which comes first.
			server.clock.now += 16 * 60_000
			return ask(address, { method: 'POST', url: '/api/sign-in', payload })
		}
		expect((await one()).statusCode).toBe(401)
		expect(await untilRefused(() => ask(address), 5000)).toBe(3980)
	})
	test('a desk user is limited across addresses and browsers; another one is not affected', async () => {
		const desk = await server.desk('data-manager', 'all', 'busy')
		const other = await server.desk('data-manager', 'all', 'calm')
		const code = await server.app.inject({
			method: 'POST',
			url: '/api/sign-in',
			payload: { code: 'busy', password: 'several plain words' },
		})
		const second = String(code.headers['set-cookie']).split(';')[0] ?? ''
		// Over TLS, the cookie has another name.
		const me = (cookie: string, address: string) =>
			ask(address, { url: '/api/me', headers: { ...proxyHeaders(address), cookie: `__Host-${cookie}` } })
		let i = 0
		const askAsUser = () => me(i % 2 ? desk.cookie : second, `198.51.100.${i++ % 250}`)
		expect(await untilRefused(askAsUser, 2000)).toBe(1000)
		expect((await desk.get('/api/me')).body).toMatchObject({ problem: 'too-many-requests' })
		expect((await other.get('/api/me')).status).toBe(200)
		server.clock.now += 1000
		expect((await desk.get('/api/me')).status).toBe(200)
	})
	test('exports of a whole round cost twenty requests each', async () => {
		const desk = await server.desk('data-manager')
		const download = async () => ({
			statusCode: (await desk.get('/api/export?form=household&round=endline&values=codes')).status,
		})
		expect(await untilRefused(download, 100)).toBe(50)
	})
	test('forty phones of one office that sync after weeks are not limited', async () => {
		const address = '203.0.113.6'
		for (let phone = 0; phone < 40; phone++)
			for (let request = 0; request < 90; request++)
				expect((await ask(address, { url: '/sync', method: 'POST' })).statusCode).toBe(400)
	})
	test('a phone with unlimited requests is limited, and its work is not stored; another phone is not affected', async () => {
		const app = await buildApp({
			...server,
			now: () => server.clock.now,
			onFailure: () => {},
			rateLimiters: { ...createRateLimiters(), byDevice: createRateLimiter({ atOnce: 20, perSecond: 1 }) },
		})
		const [{ phone }, other] = [await enrolledPhone(server), await enrolledPhone(server)]
		const send = async (from: typeof phone, edits: Parameters<typeof phone.frames>[0] = []) => {
			const { body } = await from.request(await from.frames(edits))
			return app.inject({ method: 'POST', url: '/sync', payload: Buffer.from(body) })
		}
		expect(await untilRefused(() => send(phone), 30)).toBe(20)
		const edit = phone.edit(phone.newRecord(), { a: 1 })
		expect((await send(phone, [edit])).json()).toEqual({ problem: 'server-busy', details: {} })
		expect(await server.store.revisionsById([edit.id])).toEqual([])
		// Other routes count for the phone as well.
		const sent = sentOf(
			phone.enrolled,
			edit.revision.record,
			`picture-${'a'.repeat(22)}.jpg`,
			new Uint8Array(3),
		)
		expect((await app.inject(await signed(phone.enrolled, sent, 'POST'))).statusCode).toBe(429)
		expect((await send(other.phone)).statusCode).toBe(200)
		server.clock.now += 1000
		expect((await send(phone, [edit])).statusCode).toBe(200)
		expect(await server.store.revisionsById([edit.id])).toHaveLength(1)
		await app.close()
	})
	test('nobody opens more than thirty event streams, and closing one makes room', async () => {
		const desk = await server.desk('coordinator')
		await server.app.listen({ port: 0, host: '127.0.0.1' })
		const { port } = server.app.server.address() as AddressInfo
		const line = async () => {
			const request = get({ port, path: '/api/events', agent: false, headers: { cookie: desk.cookie } })
			request.on('error', () => {})
			const [reply] = (await once(request, 'response')) as [IncomingMessage]
			reply.on('error', () => {})
			return { status: reply.statusCode, end: () => request.destroy() }
		}
		const lines = await Promise.all(Array.from({ length: 30 }, line))
		expect(lines.map(({ status }) => status)).toEqual(Array(30).fill(200))
		const beyond = await line()
		expect(beyond.status).toBe(429)
		for (const each of [...lines, beyond]) each.end()
		const statusAgain = async () => {
			const again = await line()
			again.end()
			return again.status
		}
		await expect.poll(statusAgain).toBe(200)
	})
})
