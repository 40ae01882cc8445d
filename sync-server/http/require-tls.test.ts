import { afterAll, beforeAll, expect, test } from 'vitest'
import { type ServerForTests, serverForTests } from '../../tests/helpers/desk-server.ts'
import { engines } from '../../tests/helpers/fresh-engines.ts'
import { buildApp } from './build-app.ts'

const [, freshSqlite] = engines[0]
let server: ServerForTests
beforeAll(async () => {
	server = await serverForTests(await freshSqlite())
})
afterAll(() => server.close())

interface Coming {
	readonly peer: string
	readonly by?: 'http' | 'https'
	readonly of?: string
	readonly accept?: string
}
const ask = ({ peer, by, of, accept = '*/*' }: Coming, url = '/api/me', { app } = server) =>
	app.inject({
		url,
		remoteAddress: peer,
		headers: {
			accept,
			...(by ? { 'x-forwarded-proto': by } : {}),
			...(of ? { 'x-forwarded-for': of } : {}),
		},
	})
const elsewhere = '203.0.113.9'

test('this machine may connect without TLS, by any of its addresses', async () => {
	for (const peer of ['127.0.0.1', '127.0.1.1', '::1', '::ffff:127.0.0.1'])
		expect((await ask({ peer })).json()).toMatchObject({ problem: 'signed-out' })
})
test('requests from elsewhere without TLS are refused, past a proxy or not, with instructions', async () => {
	const coming = [
		{ peer: elsewhere },
		{ peer: '2001:db8::1' },
		{ peer: '127.0.0.1', by: 'http', of: elsewhere },
		// A client that claims TLS without being a trusted proxy.
		{ peer: elsewhere, by: 'https' },
		{ peer: elsewhere, by: 'https', of: '127.0.0.1' },
	] as const
	for (const each of coming) {
		const reply = await ask(each)
		expect([reply.statusCode, reply.json()]).toEqual([426, { problem: 'tls-needed', details: {} }])
		expect((await ask(each, '/sync')).statusCode).toBe(426)
	}
	const page = await ask({ peer: elsewhere, accept: 'text/html' }, '/desk')
	expect([page.statusCode, page.headers['content-type']]).toEqual([426, 'text/plain; charset=utf-8'])
	expect(page.body).toContain('https://')
})
test('TLS past a proxy is accepted, and browsers get HSTS; a sync gets no extra header', async () => {
	const reply = await ask({ peer: '127.0.0.1', by: 'https', of: elsewhere })
	expect(reply.json()).toMatchObject({ problem: 'signed-out' })
	expect(reply.headers['strict-transport-security']).toBe('max-age=31536000')
	const plain = await ask({ peer: '127.0.0.1' })
	expect(plain.headers).not.toHaveProperty('strict-transport-security')
	const sync = await server.app.inject({
		method: 'POST',
		url: '/sync',
		remoteAddress: '127.0.0.1',
		payload: Buffer.from('x'),
		headers: { 'x-forwarded-proto': 'https', 'x-forwarded-for': elsewhere },
	})
	expect(sync.statusCode).toBe(400)
	expect(sync.headers).not.toHaveProperty('strict-transport-security')
})
test('a load balancer may check the health', async () => {
	expect((await ask({ peer: elsewhere }, '/api/health')).statusCode).toBe(200)
})
test('a proxy on another machine is trusted where it is configured', async () => {
	const app = await buildApp({
		...server,
		now: () => server.clock.now,
		onFailure: () => {},
		trustedProxies: ['10.1.0.0/16'],
	})
	const behind = { ...server, app }
	expect((await ask({ peer: '10.1.2.3', by: 'https', of: elsewhere }, '/api/me', behind)).statusCode).toBe(
		401,
	)
	expect((await ask({ peer: '10.2.2.3', by: 'https', of: elsewhere }, '/api/me', behind)).statusCode).toBe(
		426,
	)
	expect((await ask({ peer: '127.0.0.1', by: 'https', of: elsewhere }, '/api/me', behind)).statusCode).toBe(
		401,
	)
	await app.close()
})
