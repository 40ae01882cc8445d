import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { SessionListItem } from '#shared/people/sessions'
import { type ServerForTests, serverForTests } from '../../tests/helpers/desk-server.ts'
import { routeEngines } from '../../tests/helpers/fresh-engines.ts'

const android = 'Mozilla/5.0 (Linux; Android 13) AppleWebKit/537.36 Chrome/138.0.0.0 Mobile Safari/537.36'
const old = 'several plain words'

describe.each(routeEngines)('active sessions, on %s', (_, freshEngine) => {
	let server: ServerForTests
	beforeAll(async () => {
		server = await serverForTests(await freshEngine())
	})
	afterAll(async () => {
		await server.close()
		expect(server.failures).toEqual([])
	})
	const ask = (cookie: string, url: string, payload?: object) =>
		server.app.inject({
			method: payload ? 'POST' : 'GET',
			url,
			headers: { cookie },
			...(payload ? { payload } : {}),
		})
	async function signIn(code: string, password = old, agent = android) {
		const reply = await server.app.inject({
			method: 'POST',
			url: '/api/sign-in',
			payload: { code, password },
			headers: { 'user-agent': agent },
		})
		return { status: reply.statusCode, cookie: cookieOf(reply.headers) }
	}
	const cookieOf = (headers: Readonly<Record<string, unknown>>) =>
		String(headers['set-cookie']).split(';')[0] ?? ''
	const listed = async (cookie: string) => (await ask(cookie, '/api/sessions')).json() as SessionListItem[]
	const isIn = async (cookie: string) => (await ask(cookie, '/api/me')).statusCode === 200

	test('each browser is listed with its description, the last used first; ended, it is signed out at once', async () => {
		const desk = await server.desk('coordinator', ['PK607'], 'rabia')
		server.clock.now += 60_000
		const phone = await signIn('rabia')
		server.clock.now += 120_000
		const found = await listed(desk.cookie)
		expect(found.map(({ label, isThis }) => [label, isThis])).toEqual([
			['', true],
			['Android 13 · Chrome 138', false],
		])
		const [, other] = found
		expect(Date.parse(other?.startedAt ?? '')).toBe(server.clock.now - 120_000)
		expect(JSON.stringify(found)).not.toContain(phone.cookie.split('=')[1])
		expect((await ask(desk.cookie, '/api/sessions/end', { id: other?.id })).statusCode).toBe(204)
		expect([await isIn(phone.cookie), await isIn(desk.cookie)]).toEqual([false, true])
		expect((await ask(desk.cookie, '/api/sessions/end', { id: other?.id })).statusCode).toBe(404)
	})
	test('signing out everywhere else keeps the current session', async () => {
		const desk = await server.desk('coordinator', ['PK607'], 'sana')
		const stranger = await server.desk('coordinator', ['PK607'], 'tahira')
		const others = [await signIn('sana'), await signIn('sana', old, 'curl')]
		const [theirs] = await listed(stranger.cookie)
		expect((await ask(desk.cookie, '/api/sessions/end', { id: theirs?.id })).statusCode).toBe(404)
		expect((await ask(desk.cookie, '/api/sessions/end', {})).statusCode).toBe(204)
		expect(await Promise.all(others.map(({ cookie }) => isIn(cookie)))).toEqual([false, false])
		expect([await isIn(desk.cookie), await isIn(stranger.cookie)]).toEqual([true, true])
	})
	test('a session idle for two hours is not listed', async () => {
		const desk = await server.desk('coordinator', ['PK607'], 'urwa')
		await signIn('urwa')
		for (let hour = 0; hour < 3; hour++) {
			server.clock.now += 3_600_000
			await ask(desk.cookie, '/api/me')
		}
		expect(await listed(desk.cookie)).toHaveLength(1)
	})
	test('a password is changed with the current one, and ends every other session', async () => {
		const desk = await server.desk('coordinator', ['PK607'], 'warda')
		const phone = await signIn('warda')
		const change = (now: string, next: string) => ask(desk.cookie, '/api/password', { now, next })
		expect((await change('another few words', 'tractor onion lamp')).json()).toMatchObject({
			problem: 'password-wrong',
		})
		expect((await change(old, 'password12345')).json()).toMatchObject({ problem: 'password-too-weak' })
		const changed = await change(old, 'tractor onion lamp')
		expect(changed.statusCode).toBe(204)
		expect([await isIn(phone.cookie), await isIn(desk.cookie)]).toEqual([false, false])
		expect(await isIn(cookieOf(changed.headers))).toBe(true)
		expect((await signIn('warda')).status).toBe(401)
		expect((await signIn('warda', 'tractor onion lamp')).status).toBe(200)
	})
	test('guessing at the password of an open session causes a delay', async () => {
		const desk = await server.desk('coordinator', ['PK607'], 'yusra')
		const guess = async () =>
			(await ask(desk.cookie, '/api/password', { now: 'a guess', next: 'tractor onion lamp' })).statusCode
		for (let i = 0; i < 5; i++) expect(await guess()).toBe(401)
		expect(await guess()).toBe(429)
	})
})
