import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { connect } from 'node:net'
import type { FastifyInstance, InjectOptions } from 'fastify'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Desk, type ServerForTests, serverForTests } from '../../tests/helpers/desk-server.ts'
import { engines } from '../../tests/helpers/fresh-engines.ts'
import { enrolledPhone } from '../../tests/helpers/phone.ts'
import { routesOf } from '../../tests/helpers/routes.ts'
import { createLog } from '../logging/log.ts'
import type { LogFields } from '../logging/log-line.ts'
import { invite } from '../people/invitations.ts'
import { addPerson } from '../people/people.ts'
import { type AppOptions, buildApp } from './build-app.ts'

interface Line extends LogFields {
	readonly level: string
	readonly msg: string
}

/** A text that no log line may contain, in whatever part of a request it was. */
const canary = 'qzcanary'
const password = `several plain ${canary}`
const address = '203.0.113.77'

const [, freshSqlite] = engines[0]
let server: ServerForTests
let administrator: Desk
let written: string[] = []
beforeAll(async () => {
	server = await serverForTests(await freshSqlite(), { writeLog: log.write })
	administrator = await server.desk('administrator')
})
afterAll(() => server.close())

const log = createLog({
	format: 'json',
	level: 'debug',
	output: { write: (line) => written.push(line), writeError: (line) => written.push(line) },
})

/** Waits for `count` lines about requests, and returns all lines since the last call. */
async function linesOf(count: number): Promise<Line[]> {
	const isRequest = (line: string) => JSON.parse(line).msg === 'request'
	await expect.poll(() => written.filter(isRequest).length).toBe(count)
	const lines = written.map((line) => JSON.parse(line))
	written = []
	return lines
}
const startApp = (change: Partial<AppOptions> = {}): Promise<FastifyInstance> =>
	buildApp({
		...server,
		now: () => server.clock.now,
		writeLog: log.write,
		onFailure: (what, fields) => log.write('error', what, fields),
		...change,
	})

test('each request has one line with its route, its status and who asked; monitors at debug', async () => {
	const { phone, post } = await enrolledPhone(server)
	written = []
	await administrator.get('/api/people?search=x')
	await server.app.inject({ url: '/api/records/abc' })
	await server.app.inject({ url: '/nowhere' })
	await server.app.inject({ url: '/%zz' })
	await server.app.inject({ url: '/readyz' })
	await post((await phone.request([], { isSendOnly: true })).body)
	expect(await linesOf(6)).toMatchObject([
		{ level: 'info', method: 'GET', route: '/api/people', status: 200, client: 'administrator' },
		{ level: 'info', method: 'GET', route: '/api/records/:id', status: 401 },
		{ level: 'info', method: 'GET', route: 'unknown', status: 404 },
		{ level: 'info', method: 'GET', route: 'unknown', status: 404 },
		{ level: 'debug', method: 'GET', route: '/readyz', status: 200 },
		{ level: 'info', method: 'POST', route: '/sync', status: 200, client: 'device' },
	])
})

test('a request id of a trusted proxy is kept if it is short and plain; any other is replaced', async () => {
	const given = async (id: string, from: Partial<InjectOptions> = {}) => {
		const headers = { cookie: administrator.cookie, 'x-request-id': id, 'x-forwarded-proto': 'https' }
		const { headers: replied } = await server.app.inject({ url: '/api/me', headers, ...from })
		return String(replied['x-request-id'])
	}
	written = []
	const uuid = 'e7a1d5a0-2f7d-4c38-9b5e-1f2a3b4c5d6e'
	expect(await given(uuid)).toBe(uuid)
	for (const wrong of ['short', 'a'.repeat(65), 'with space', 'quote"quote', 'ünïcode-ünïcode', ''])
		expect(await given(wrong), wrong).toMatch(/^[0-9a-f]{16}$/)
	expect(await given(uuid, { remoteAddress: address })).toMatch(/^[0-9a-f]{16}$/)
	const lines = await linesOf(8)
	expect(lines[0]?.requestId).toBe(uuid)
	expect(new Set(lines.map(({ requestId }) => requestId)).size).toBe(8)
})

test('a failure of the server has the id of its lines in the reply; a sync and a file of the app save the header', async () => {
	const app = await startApp({
		forms: {
			...server.forms,
			current: () => Promise.reject(new TypeError(`no form\n    at ${canary} (x.ts:1)`)),
		},
	})
	written = []
	const headers = { cookie: administrator.cookie }
	const reply = await app.inject({ url: '/api/forms', headers })
	const requestId = reply.headers['x-request-id']
	expect([reply.statusCode, reply.json()]).toEqual([500, { problem: 'unexpected', details: { requestId } }])
	const [failure, request] = await linesOf(1)
	expect(failure).toMatchObject({ level: 'error', requestId })
	expect(failure?.msg).not.toContain(canary)
	expect(failure?.msg).toMatch(/^GET \/api\/forms: TypeError\n {4}at /)
	expect(request).toMatchObject({ level: 'error', requestId, status: 500 })
	const { phone } = await enrolledPhone(server)
	const { body } = await phone.request([], { isSendOnly: true })
	const synced = await app.inject({ method: 'POST', url: '/sync', payload: Buffer.from(body) })
	expect([synced.statusCode, synced.headers['x-request-id']]).toEqual([200, undefined])
	await app.close()
})

test('a client that leaves before the reply is complete has a line too', async () => {
	const app = await startApp()
	const requested = new Promise<void>((arrived) => {
		app.addHook('onRequest', async ({ routeOptions }) => {
			if (routeOptions.url === '/api/sign-in') arrived()
		})
	})
	await app.listen({ port: 0, host: '127.0.0.1' })
	written = []
	const { port } = app.server.address() as AddressInfo
	const reply = await fetch(`http://127.0.0.1:${port}/api/me`, { headers: { cookie: administrator.cookie } })
	expect(await reply.json()).toMatchObject({ role: 'administrator' })
	const [complete] = await linesOf(1)
	expect(complete).toMatchObject({ route: '/api/me', status: 200 })
	expect(complete).not.toHaveProperty('isAborted')
	expect(complete?.bytes).toBeGreaterThan(500)
	const socket = connect(port, '127.0.0.1')
	await once(socket, 'connect')
	socket.write(
		'POST /api/sign-in HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 99\r\n\r\n{',
	)
	await requested
	socket.destroy()
	expect(await linesOf(1)).toMatchObject([{ route: '/api/sign-in', isAborted: true }])
	await app.close()
})

test('no answer, code, cookie, token, username, address or query reaches a line, whatever fails', async () => {
	const person = { name: `Name ${canary}`, code: canary, role: 'administrator' as const }
	const { id } = await addPerson(
		server.store,
		server.study,
		{ ...person, districts: 'all', language: 'en' },
		server.clock.now,
	)
	const { code } = await invite(server.store, id, server.clock.now)
	written = []
	// The store fails in the middle of some requests, with a message that quotes a value.
	let isBroken = false
	const write: ServerForTests['store']['write'] = (work) =>
		isBroken ? Promise.reject(new Error(`value "${canary}" violates a rule`)) : server.store.write(work)
	const app = await startApp({ store: { ...server.store, write } })
	const signedIn = await app.inject({
		method: 'POST',
		url: '/api/sign-in-with-code',
		payload: { invitation: code, password },
	})
	expect(signedIn.statusCode).toBe(200)
	const cookie = String(signedIn.headers['set-cookie']).split(';')[0] ?? ''
	const { phone } = await enrolledPhone(server)
	const edit = phone.edit(phone.newRecord(), { 'a_visit/line/remark': canary })
	const { body } = await phone.request(await phone.sealedFrames([edit]))

	// the sign-in and the enrolment
	let sent = 2
	const send = async (options: InjectOptions) => {
		sent++
		await app.inject(options)
	}
	const headers = {
		cookie,
		'user-agent': canary,
		referer: `https://${canary}.example`,
		'x-forwarded-for': address,
		'x-forwarded-proto': 'https',
		'x-forwarded-host': canary,
	}
	for (const broken of [false, true]) {
		isBroken = broken
		await send({ method: 'POST', url: '/sync', payload: Buffer.from(body) })
		await send({ method: 'POST', url: '/sync', payload: canary })
		await send({ method: 'POST', url: '/api/sign-in', payload: { code: canary, password } })
		await send({ url: '/api/live', headers: { authorization: `Bearer ${canary}` } })
		await send({ url: `/api/people?${canary}=${canary}`, headers: { cookie } })
		await send({ url: `/%zz${canary}`, headers: { cookie } })
		await send({ url: `/api/records/${canary}%00`, headers: { cookie } })
		await send({ url: `/api/records/${canary.repeat(20)}`, headers: { cookie } })
		for (const payload of [`{"${canary}"`, JSON.stringify({ [canary]: canary.repeat(100_000) })])
			await send({
				method: 'POST',
				url: '/api/people',
				payload,
				headers: { cookie, 'content-type': 'application/json' },
			})
	}
	const routes = routesOf(app.printRoutes({ commonPrefix: false }))
	expect(routes.length).toBeGreaterThan(100)
	for (const route of routes) {
		const [method = '', url = ''] = route.split(' ')
		// It would stay open.
		if (url === '/api/events' || url.includes('*')) continue
		const request = {
			method: method as 'GET' | 'POST',
			url: `${url.replaceAll(/:\w+/g, canary)}?search=${canary}`,
			headers,
			...(method === 'GET' ? {} : { payload: { [canary]: canary, code: canary, password, reason: canary } }),
		}
		await send(request)
		// Only a trusted proxy may choose the id.
		const own = { ...headers, 'x-request-id': `${canary}-request` }
		await send({ ...request, headers: own, remoteAddress: address })
	}
	const lines = await linesOf(sent)
	await app.close()
	expect(lines.some(({ level }) => level === 'error')).toBe(true)
	const secrets = [canary, address, code, cookie.split('=')[1] ?? '', phone.enrolled.device, id, edit.id]
	for (const secret of secrets) {
		expect(secret.length).toBeGreaterThan(5)
		expect(lines.filter((line) => JSON.stringify(line).toLowerCase().includes(secret.toLowerCase()))).toEqual(
			[],
		)
	}
	const names = new Set(lines.flatMap((line) => Object.keys(line)))
	expect([...names].sort()).toEqual([
		'client',
		'durationMs',
		'level',
		'method',
		'msg',
		'pid',
		'requestId',
		'route',
		'status',
		'time',
	])
})
