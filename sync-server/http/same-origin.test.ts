import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Desk, type ServerForTests, serverForTests } from '../../tests/helpers/desk-server.ts'
import { engines } from '../../tests/helpers/fresh-engines.ts'
import { routesOf } from '../../tests/helpers/routes.ts'

const [, freshSqlite] = engines[0]
let server: ServerForTests
let desk: Desk
beforeAll(async () => {
	server = await serverForTests(await freshSqlite())
	desk = await server.desk('administrator')
})
afterAll(() => server.close())

/** Sends a request of a browser that has the session cookie, from any page. */
const ask = async (
	headers: Record<string, string>,
	{ method = 'POST' as 'GET' | 'POST', payload = '{}' } = {},
) => {
	const reply = await server.app.inject({
		method,
		url: method === 'POST' ? '/api/two-factor/secret' : '/api/me',
		headers: {
			cookie: desk.cookie,
			host: 'zila.example.org',
			...(method === 'POST' ? { 'content-type': 'application/json' } : {}),
			...headers,
		},
		...(method === 'POST' ? { payload } : {}),
	})
	return [reply.statusCode, reply.json().problem]
}

test('requests of the app and addresses typed by the user are accepted', async () => {
	for (const headers of [
		{ 'sec-fetch-site': 'same-origin', origin: 'https://zila.example.org' },
		// An older browser.
		{ origin: 'https://zila.example.org' },
		// A program.
		{},
	] as Record<string, string>[])
		expect(await ask(headers), JSON.stringify(headers)).toEqual([200, undefined])
	expect(await ask({ 'sec-fetch-site': 'none' }, { method: 'GET' })).toEqual([200, undefined])
})
test('a request that another page makes with the user’s session is refused, also from a sibling domain', async () => {
	for (const headers of [
		{ 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' },
		{ 'sec-fetch-site': 'same-site', origin: 'https://blog.example.org' },
		{ origin: 'https://evil.example' },
		{ origin: 'https://zila.example.org.evil.example' },
		{ origin: 'https://zila.example.org:8443' },
		// A frame without an origin, or a local file.
		{ origin: 'null' },
		{ origin: 'nothing of the kind' },
	] as Record<string, string>[])
		expect(await ask(headers), JSON.stringify(headers)).toEqual([403, 'not-allowed'])
})
test('an HTML form of another page can send no accepted content type', async () => {
	for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x'])
		for (const payload of ['{}', '{"isActive":false}', 'a=b'])
			expect((await ask({ 'content-type': type }, { payload }))[0], type).toBe(422)
})
test('no other origin is allowed to read replies', async () => {
	const reply = await server.app.inject({
		method: 'OPTIONS',
		url: '/api/me',
		headers: { origin: 'https://evil.example', 'access-control-request-method': 'POST' },
	})
	expect(reply.statusCode).toBe(403)
	expect(Object.keys(reply.headers).filter((name) => name.startsWith('access-control'))).toEqual([])
})

test('any spelling of an address is covered, for every route of the desk', async () => {
	const spelled = (url: string) => [
		url,
		`/%61${url.slice(2)}`,
		url.replace('/api', '/%61%70%69'),
		url.replace('api', 'ap%69'),
	]
	const other = { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' }
	const posts = routesOf(server.app.printRoutes({ commonPrefix: false })).flatMap((route) => {
		const [method = '', url = ''] = route.split(' ')
		return method === 'POST' && url.startsWith('/api/') ? [{ method: 'POST' as const, url }] : []
	})
	expect(posts.length).toBeGreaterThan(50)
	for (const { method, url } of posts)
		for (const each of spelled(url.replaceAll(/:\w+/g, 'x'))) {
			const reply = await server.app.inject({ method, url: each, headers: other })
			expect([reply.statusCode, reply.json().problem], `${method} ${each}`).toEqual([403, 'not-allowed'])
			expect(reply.headers['cache-control'], each).toBe('no-store')
		}
	for (const url of spelled('/api/me')) {
		const reply = await server.app.inject({ url, headers: { cookie: desk.cookie } })
		expect([reply.statusCode, reply.headers['cache-control']], url).toEqual([200, 'no-store'])
	}
	for (const url of ['/sync', '/%73ync']) {
		const reply = await server.app.inject({ method: 'POST', url, payload: 'x' })
		expect(reply.headers['content-security-policy'], url).toBeUndefined()
	}
})
