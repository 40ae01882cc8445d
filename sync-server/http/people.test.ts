import { generateKeyPairSync } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { toBase64url } from '#shared/kernel/bytes'
import type { PersonListItem } from '#shared/people/people'
import { testKeys } from '#shared/testing/test-phone'
import { type ServerForTests, serverForTests } from '../../tests/helpers/desk-server.ts'
import { routeEngines } from '../../tests/helpers/fresh-engines.ts'

describe.each(routeEngines)('accounts on %s', (_, freshEngine) => {
	let server: ServerForTests
	beforeAll(async () => {
		server = await serverForTests(await freshEngine())
	})
	afterAll(() => server.close())
	const signIn = (code: string, password: string) =>
		server.app.inject({ method: 'POST', url: '/api/sign-in', payload: { code, password } })

	test('an enrolment code sets a password once; afterwards the password is required', async () => {
		const desk = await server.desk('coordinator', ['PK607'], 'rashid')
		expect((await desk.get('/api/me')).body).toMatchObject({ code: 'rashid', role: 'coordinator' })
		expect((await signIn('RASHID ', 'several plain words')).statusCode).toBe(200)
		expect((await signIn('rashid', 'several plain word')).json()).toMatchObject({
			problem: 'name-or-password-wrong',
		})
		expect((await signIn('nobody', 'several plain words')).json()).toMatchObject({
			problem: 'name-or-password-wrong',
		})
	})
	test('guessing at a username causes a delay; the correct password works after the delay', async () => {
		await server.desk('coordinator', ['PK607'], 'guessed')
		const guesses = await Promise.all(Array.from({ length: 8 }, (_, i) => signIn('Guessed', `guess ${i}`)))
		expect(guesses.map(({ statusCode }) => statusCode).sort()).toEqual([
			...[401, 401, 401, 401, 401],
			...[429, 429, 429],
		])
		const early = await signIn('guessed', 'several plain words')
		expect(early.json()).toEqual({ problem: 'too-many-tries', details: { seconds: 5 } })
		server.clock.now += 5_000
		expect((await signIn('guessed', 'several plain words')).statusCode).toBe(200)
		expect((await signIn('guessed', 'a slip')).statusCode).toBe(401)
		expect((await signIn('guessed', 'several plain words')).statusCode).toBe(200)
	})
	test('five addresses guessing at a username lock its user out neither elsewhere nor in a known browser', async () => {
		const { cookie } = await server.desk('coordinator', ['PK607'], 'named')
		const from = (address: string, password: string, headers: Record<string, string> = {}) =>
			server.app.inject({
				method: 'POST',
				url: '/api/sign-in',
				payload: { code: 'named', password },
				headers: { 'x-forwarded-proto': 'https', 'x-forwarded-for': address, ...headers },
			})
		const first = await from('198.51.100.1', 'several plain words')
		expect(first.statusCode).toBe(200)
		const cookies = [first.headers['set-cookie']].flat().map((each) => String(each).split(';')[0])
		const known = { cookie: cookies.join('; ') }
		const addresses = [1, 2, 3, 4, 5].map((i) => `192.0.2.${i}`)
		for (let i = 0; i < 7; i++)
			for (const address of addresses)
				expect((await from(address, `guess ${i}`)).statusCode).toBe(i < 5 ? 401 : 429)
		expect((await from('198.51.100.2', 'several plain words')).statusCode).toBe(200)
		// From the attacked office itself.
		expect((await from('192.0.2.1', 'several plain words')).statusCode).toBe(429)
		expect((await from('192.0.2.1', 'several plain words', known)).statusCode).toBe(200)
		// A signed-in user changes the password as usual.
		const changed = await server.app.inject({
			method: 'POST',
			url: '/api/password',
			headers: { cookie },
			payload: { now: 'several plain words', next: 'another few plain words' },
		})
		expect(changed.statusCode).toBe(204)
		// A new password forgets the known browsers.
		expect((await from('192.0.2.1', 'another few plain words', known)).statusCode).toBe(429)
	})
	test('guessing at usernames and codes from one address causes a delay for that address only', async () => {
		const from = (address: string, url: string, payload: object) =>
			server.app.inject({
				method: 'POST',
				url,
				payload,
				headers: { 'x-forwarded-proto': 'https', 'x-forwarded-for': address },
			})
		const password = 'several plain words'
		const publicKey = await newKey()
		const attemptsOf = (i: number) =>
			[
				['/api/sign-in', { code: `name${i}`, password }],
				['/api/sign-in-with-code', { invitation: `AAAAA-AAA${i}`, password }],
				['/api/enrolments', { code: `BBBBB-BBB${i}`, publicKey, phone: 'a'.repeat(22), label: 'x' }],
			] as const
		for (let i = 0; i < 20; i++) {
			const [url, payload] = attemptsOf(i)[i % 3] ?? ['', {}]
			expect((await from(`2001:db8::${i}`, url, payload)).statusCode).toBeOneOf([401, 404])
		}
		for (const [url, payload] of attemptsOf(21)) {
			expect((await from('2001:db8:0:0:1::7', url, payload)).statusCode).toBe(429)
			expect((await from('192.0.2.7', url, payload)).statusCode).toBeOneOf([401, 404])
		}
	})
	test('signing out ends the session on the server, not only in the browser', async () => {
		const desk = await server.desk('coordinator', ['PK607'])
		await desk.post('/api/sign-out', {})
		expect((await desk.get('/api/me')).body).toMatchObject({ problem: 'signed-out' })
	})
	test('opening the desk without a session is no error: the reply says that nobody is signed in', async () => {
		const desk = await server.desk('coordinator', ['PK607'])
		expect(await desk.get('/api/session')).toMatchObject({ status: 200, body: { id: desk.person.id } })
		await desk.post('/api/sign-out', {})
		expect(await desk.get('/api/session')).toMatchObject({ status: 200, body: null })
		const stranger = await server.app.inject({ url: '/api/session' })
		expect([stranger.statusCode, stranger.json()]).toEqual([200, null])
	})
	test('a session idle for two hours ends', async () => {
		const desk = await server.desk('coordinator', ['PK607'])
		server.clock.now += 90 * 60_000
		expect((await desk.get('/api/me')).status).toBe(200)
		server.clock.now += 121 * 60_000
		expect((await desk.get('/api/coverage?round=endline')).body).toMatchObject({ problem: 'signed-out' })
	})
	test('a new password ends the sessions of the old one', async () => {
		const desk = await server.desk('coordinator', ['PK607'], 'kamal')
		const administrator = await server.desk('administrator')
		const made = await administrator.post(`/api/people/${desk.person.id}/invitations`, {})
		const { code } = made.body as { code: string }
		await server.app.inject({
			method: 'POST',
			url: '/api/sign-in-with-code',
			payload: { invitation: code, password: 'another few words' },
		})
		expect((await desk.get('/api/me')).status).toBe(401)
	})
	const newKey = async () => toBase64url((await testKeys()).publicKey)
	test('codes: unknown, used, expired, for the other kind of work', async () => {
		const administrator = await server.desk('administrator')
		const publicKey = await newKey()
		const add = async (role: string) =>
			(
				(
					await administrator.post('/api/people', {
						name: 'Someone',
						code: `p${server.clock.now++}`,
						role,
						districts: 'all',
						language: 'ur',
					})
				).body as { code: string }
			).code
		const enrol = async (code: string) =>
			(
				await server.app.inject({
					method: 'POST',
					url: '/api/enrolments',
					payload: { code, publicKey, phone: 'a'.repeat(22), label: 'x' },
				})
			).json() as { problem?: string }
		const forPhone = await add('enumerator')
		const forDesk = await add('coordinator')
		expect(await enrol('AAAAA-AAAAA')).toMatchObject({ problem: 'code-unknown' })
		expect(await enrol(forDesk)).toMatchObject({ problem: 'code-is-for-the-desk' })
		expect((await enrol(forPhone.toLowerCase())).problem).toBeUndefined()
		const old = await add('enumerator')
		server.clock.now += 31 * 86_400_000
		expect(await enrol(old)).toMatchObject({ problem: 'code-expired' })
	})
	test.each(['en', 'ur', 'sd', 'ps'])(
		'the invitation tells the phone that it speaks %s',
		async (language) => {
			const administrator = await server.desk('administrator')
			const { code } = (
				await administrator.post('/api/people', {
					name: 'Shah Bano',
					code: `speaks-${language}`,
					role: 'enumerator',
					districts: 'all',
					language,
				})
			).body as { code: string }
			const phone = `${language}${'c'.repeat(20)}`
			const payload = { code, publicKey: await newKey(), phone, label: 'x' }
			const reply = await server.app.inject({ method: 'POST', url: '/api/enrolments', payload })
			expect(reply.json()).toMatchObject({ language })
			const people = (await administrator.get('/api/people')).body as PersonListItem[]
			expect(people.find((each) => each.code === `speaks-${language}`)?.language).toBe(language)
		},
	)
	test('an enrolment whose reply was lost is sent again to the same phone with the same key, to nobody else', async () => {
		const administrator = await server.desk('administrator')
		const { code } = (
			await administrator.post('/api/people', {
				name: 'Zara',
				code: 'lost-reply',
				role: 'enumerator',
				districts: 'all',
				language: 'ur',
			})
		).body as { code: string }
		const [publicKey, otherKey] = [await newKey(), await newKey()]
		const phone = 'b'.repeat(22)
		const enrol = async (change: object = {}) =>
			(
				await server.app.inject({
					method: 'POST',
					url: '/api/enrolments',
					payload: { code, publicKey, phone, label: 'x', ...change },
				})
			).json() as { device?: string; problem?: string; details?: object }
		const broken = [
			'A'.repeat(122),
			`${publicKey.slice(0, -4)}AAAA`,
			// A valid key of another curve.
			generateKeyPairSync('ec', { namedCurve: 'secp384r1' })
				.publicKey.export({ type: 'spki', format: 'der' })
				.toString('base64url'),
		]
		for (const key of broken)
			expect(await enrol({ publicKey: key })).toEqual({
				problem: 'input-invalid',
				details: { field: 'publicKey' },
			})
		const both = await Promise.all([enrol(), enrol()])
		// Signatures differ each time.
		const { certificate, ...first } = both[0] as { device?: string; certificate?: string }
		expect([typeof certificate, typeof first.device]).toEqual(['string', 'string'])
		expect(both[1]).toMatchObject(first)
		server.clock.now += 40 * 86_400_000
		expect(await enrol()).toMatchObject(first)
		expect(await enrol({ publicKey: otherKey })).toMatchObject({ problem: 'code-used' })
		expect(await enrol({ phone: 'c'.repeat(22) })).toMatchObject({ problem: 'code-used' })
		const phones = await server.store.reading.db
			.selectFrom('device')
			.select('id')
			.where('phone', '=', phone)
			.execute()
		expect(phones).toHaveLength(1)
	})
	test('an administrator of some districts adds and invites within them only', async () => {
		const chief = await server.desk('administrator')
		const local = await server.desk('administrator', ['PK607', 'PK608'])
		const add = (desk: typeof local, districts: unknown) => {
			const code = `x${server.clock.now++}`.slice(-12)
			return desk.post('/api/people', {
				name: 'Someone',
				code,
				role: 'data-manager',
				districts,
				language: 'en',
			})
		}
		expect((await add(local, ['PK607'])).status).toBe(200)
		for (const districts of ['all', ['PK609'], ['PK607', 'PK609']])
			expect((await add(local, districts)).body).toMatchObject({ problem: 'not-allowed' })
		const idOf = async (districts: unknown) =>
			((await add(chief, districts)).body as { person: { id: string } }).person.id
		const invite = async (id: string) => (await local.post(`/api/people/${id}/invitations`, {})).body
		expect(await invite(await idOf(['PK608']))).toMatchObject({ code: expect.any(String) })
		// The receiver of a code gets the account, so its scope must not exceed that of the creator.
		for (const districts of ['all', ['PK609'], ['PK608', 'PK609']])
			expect(await invite(await idOf(districts))).toMatchObject({ problem: 'not-allowed' })
		expect(await invite('nobody')).toMatchObject({ problem: 'not-found' })
	})
	test('a user with an expired code is not shown as invited', async () => {
		const administrator = await server.desk('administrator')
		await administrator.post('/api/people', {
			name: 'Late',
			code: 'late',
			role: 'enumerator',
			districts: 'all',
			language: 'ur',
		})
		const isInvited = async () =>
			((await (await server.desk('administrator')).get('/api/people')).body as PersonListItem[]).find(
				({ code }) => code === 'late',
			)?.isInvited
		expect(await isInvited()).toBe(true)
		server.clock.now += 31 * 86_400_000
		expect(await isInvited()).toBe(false)
	})
	test('invalid input is reported, not ignored', async () => {
		const administrator = await server.desk('administrator')
		const add = (change: object) =>
			administrator.post('/api/people', {
				name: 'Zara',
				code: 'zara',
				role: 'enumerator',
				districts: ['PK607'],
				language: 'ur',
				...change,
			})
		expect((await add({ code: 'has spaces' })).body).toMatchObject({
			problem: 'input-invalid',
			details: { field: 'code' },
		})
		expect((await add({ districts: ['PK999'] })).body).toMatchObject({
			problem: 'input-invalid',
			details: { found: 'PK999' },
		})
		expect((await add({ districts: [] })).body).toMatchObject({ problem: 'districts-missing' })
		expect((await add({})).status).toBe(200)
		expect((await add({ code: 'ZARA' })).body).toMatchObject({
			problem: 'username-taken',
			details: { found: 'zara' },
		})
	})
	test('cookies go to no other site and to no script; inline scripts are blocked', async () => {
		const reply = await server.app.inject({
			method: 'POST',
			url: '/api/sign-in',
			payload: { code: 'rashid', password: 'several plain words' },
		})
		for (const cookie of [reply.headers['set-cookie']].flat())
			expect(cookie).toMatch(/^zila-(session|device)-pk31=[^;]+; Path=\/; HttpOnly; SameSite=Strict/)
		expect(reply.headers['content-security-policy']).toContain("script-src 'self' 'wasm-unsafe-eval'")
		expect(reply.headers['content-security-policy']).not.toContain('unsafe-inline')
		expect(reply.headers['content-security-policy']).toContain("require-trusted-types-for 'script'")
		expect(reply.headers).toMatchObject({
			'cross-origin-opener-policy': 'same-origin',
			'cross-origin-resource-policy': 'same-origin',
		})
		expect(reply.headers['cache-control']).toBe('no-store')
	})
	test('with TLS the session cookie is bound to this host, and no sibling domain can set it', async () => {
		await server.desk('coordinator', ['PK607'], 'hosted')
		const overTls = { 'x-forwarded-proto': 'https', 'x-forwarded-for': '198.51.100.9' }
		const reply = await server.app.inject({
			method: 'POST',
			url: '/api/sign-in',
			headers: overTls,
			payload: { code: 'hosted', password: 'several plain words' },
		})
		const cookies = [reply.headers['set-cookie']].flat().map(String)
		expect(cookies).toHaveLength(2)
		for (const cookie of cookies) {
			expect(cookie).toMatch(/^__Host-zila-(session|device)-pk31=/)
			expect(cookie).toMatch(/; Path=\/; HttpOnly; SameSite=Strict; Secure/)
			expect(cookie).not.toMatch(/Domain/i)
		}
		const [own = ''] = (cookies[0] ?? '').split(';')
		const me = async (cookie: string) =>
			(await server.app.inject({ url: '/api/me', headers: { ...overTls, cookie } })).statusCode
		expect(await me(own)).toBe(200)
		// A neighbouring host's cookie comes first, and has no prefix.
		expect(await me(`zila-session-pk31=junk; ${own}`)).toBe(200)
		expect(await me(own.replace('__Host-', ''))).toBe(401)
	})
	test('unknown addresses give not found, for any request', async () => {
		for (const url of ['/api/nothing', '/api/records/../../etc/passwd', '/sync/x'])
			expect((await server.app.inject({ url })).json()).toMatchObject({ problem: 'not-found' })
	})
})
