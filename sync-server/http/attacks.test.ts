import { mkdirSync, writeFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { connect } from 'node:net'
import { join } from 'node:path'
import { deflateRawSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Answer } from '#shared/forms/answers'
import { attachmentHeaders, attachmentId } from '#shared/sync/attachment-upload'
import { frameTypes, writeBundle } from '#shared/sync/bundle'
import { limits } from '#shared/sync/protocol'
import { revisionFrame } from '#shared/sync/revision-frame'
import { sendWhole, sentOf, signed } from '../../tests/helpers/attachments.ts'
import { type Desk, type ServerForTests, serverForTests } from '../../tests/helpers/desk-server.ts'
import { engines, routeEngines } from '../../tests/helpers/fresh-engines.ts'
import { enrolledPhone } from '../../tests/helpers/phone.ts'
import { temporaryFolder } from '../../tests/helpers/temporary-folder.ts'
import { bodyLimits } from './bodies-in-flight.ts'
import { buildApp } from './build-app.ts'

/*
 * Attacks by an outsider. Tested elsewhere, and not repeated here:
 *
 *   replayed, changed, cut, foreign or forged bundles   shared/testing/sync-contract.ts
 *                                                       SY2 SY4 SY6 SY11–SY13
 *   attachments of another person, or repeated          attachments/receive-attachment.test.ts
 *   manipulated offline bundles                         shared/sync/offline-bundle.test.ts
 *   sessions after sign-out, new password, deactivation http/people.test.ts, http/sessions.test.ts,
 *                                                       http/devices.test.ts
 *   guessing passwords, enrolment codes, second factors  http/people.test.ts, http/two-factor.test.ts
 *   endless requests                                    http/rate-limit.test.ts
 *   large, many or slow bodies without authentication   http/request-bodies.test.ts
 *   endless work for the server, by a phone             http/heavy-work.test.ts
 *   forms whose evaluation never ends                   http/poisonous-forms.test.ts
 *   cross-site requests                                 http/same-origin.test.ts
 *   requests beyond role or district                    http/routes.test.ts
 *   NUL and numbers out of range in every field         http/input.test.ts
 *   bombs as zip, workbook or form                      web/desk/forms/read-form-file.test.ts,
 *                                                       shared/forms/old-workbook
 *   formulas in files                                   shared/export/export.test.ts
 *   random input                                        fuzz/
 */
describe.each(routeEngines)('attacks on %s', (_, freshEngine) => {
	let server: ServerForTests
	let manager: Desk
	let administrator: Desk
	let amina: Awaited<ReturnType<typeof enrolledPhone>>
	beforeAll(async () => {
		server = await serverForTests(await freshEngine())
		manager = await server.desk('data-manager')
		administrator = await server.desk('administrator')
		amina = await enrolledPhone(server)
	})
	afterAll(async () => {
		await server.close()
		expect(server.failures).toEqual([])
	})
	const post = (url: string, payload: string, headers: Record<string, string> = {}) =>
		server.app.inject({
			method: 'POST',
			url,
			payload,
			headers: { 'content-type': 'application/json', cookie: administrator.cookie, ...headers },
		})

	test('sign-in does not disclose whether a username exists, whatever is wrong with it', async () => {
		const { store, study, clock } = server
		const { addPerson } = await import('../people/people.ts')
		const add = (code: string, role: 'coordinator' | 'enumerator') =>
			addPerson(store, study, { name: code, code, role, districts: ['PK607'], language: 'en' }, clock.now)
		await server.desk('coordinator', 'all', 'working')
		const gone = await server.desk('coordinator', 'all', 'gone')
		await administrator.post(`/api/people/${gone.person.id}/activation`, { isActive: false })
		await add('invited', 'coordinator')
		await add('onphone', 'enumerator')
		const responses = new Set<string>()
		for (const code of [
			'working',
			'gone',
			'invited',
			'onphone',
			'nobody',
			'WORKING ',
			'',
			'%',
			"' or 1=1--",
		]) {
			const reply = await server.app.inject({
				method: 'POST',
				url: '/api/sign-in',
				remoteAddress: `127.2.0.${responses.size + 1}`,
				payload: { code, password: 'not the right one' },
			})
			const { date: _date, 'x-request-id': _id, ...headers } = reply.headers
			responses.add(JSON.stringify([reply.statusCode, reply.body, headers]))
		}
		expect([...responses]).toHaveLength(1)
		expect([...responses][0]).toContain('name-or-password-wrong')
	})
	test('an unknown username costs the server as much as a known one', async () => {
		const passwords = await import('../people/passwords.ts')
		const cpuTimeOf = async (storedHash: string | null) => {
			await passwords.isPassword(null, 'warm')
			const before = process.cpuUsage()
			for (let i = 0; i < 3; i++) expect(await passwords.isPassword(storedHash, 'wrong')).toBe(false)
			return process.cpuUsage(before).user
		}
		const known = await cpuTimeOf(await passwords.hashPassword('several plain words'))
		// Without hashing, it would take a thousandth of the time.
		expect(await cpuTimeOf(null)).toBeGreaterThan(known / 5)
	})

	describe('path traversal', () => {
		const climbing = [
			'/../secret.txt',
			'/../../../../../../etc/passwd',
			'/%2e%2e/secret.txt',
			'/..%2fsecret.txt',
			'/%2e%2e%2fsecret.txt',
			'/assets/..%2f..%2fsecret.txt',
			'/assets/../../secret.txt',
			'/..%5csecret.txt',
			'/%252e%252e%252fsecret.txt',
			'/..%c0%afsecret.txt',
			'/....//secret.txt',
			'//secret.txt',
			'/.%00./secret.txt',
			'/secret.txt%00.html',
			'/%',
			'/api/../../secret.txt',
			'/api/records/..%2f..%2fsecret.txt/attachments/..%2fsecret.txt',
			'/attachments/..%2f..%2fsecret.txt',
			'/docs/../secret.txt',
			'/docs/../../secret.txt',
			'/docs/%2e%2e/secret.txt',
			'/docs/..%2fsecret.txt',
			'/docs/..%5csecret.txt',
			'/docs/assets/..%2f..%2fsecret.txt',
			'/docs//secret.txt',
			'/docs/%',
		]
		test('no path leaves the files of the app and of the documentation, in any encoding', async () => {
			const folder = temporaryFolder()
			const webFolder = join(folder, 'web')
			mkdirSync(join(webFolder, 'assets'), { recursive: true })
			writeFileSync(join(webFolder, 'index.html'), '<!doctype html>the app')
			const docsFolder = join(folder, 'docs')
			mkdirSync(join(docsFolder, 'assets'), { recursive: true })
			writeFileSync(join(docsFolder, '404.html'), '<!doctype html>not found')
			writeFileSync(join(folder, 'secret.txt'), 'the secret')
			const failures: string[] = []
			const app = await buildApp({
				...server,
				webFolder,
				docsFolder,
				now: () => server.clock.now,
				onFailure: (what) => failures.push(what),
			})
			await app.listen({ port: 0, host: '127.0.0.1' })
			const { port } = app.server.address() as AddressInfo
			for (const path of climbing)
				for (const method of ['GET', 'HEAD', 'PATCH']) {
					const reply = await raw(port, `${method} ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`)
					expect(reply, path).not.toContain('the secret')
					expect(reply, path).not.toContain('root:')
					expect(reply, path).toMatch(/^HTTP\/1.1 (200|4\d\d)/)
				}
			await app.close()
			expect(failures).toEqual([])
		})
		test('an attachment named like a path or a script is refused', async () => {
			for (const name of [
				'../../etc/passwd',
				'/etc/passwd',
				'..\\..\\zila.sqlite',
				'picture-../aaaaaaaaaaaaaaaaaaaa.jpg',
				`picture-${'a'.repeat(22)}.jpg/../x`,
				'<img src=x onerror=alert(1)>.jpg',
				'a"; filename="b.html',
				'a\r\nset-cookie: x=y',
			]) {
				const record = amina.phone.newRecord()
				await amina.phone.sync(amina.post, [amina.phone.edit(record, { 'd_about/house': name })])
				const sent = sentOf(amina.phone.enrolled, record, name, new Uint8Array(3))
				let reply: { statusCode: number } | null = null
				try {
					reply = await server.app.inject(await signed(amina.phone.enrolled, sent, 'POST'))
				} catch {
					// The name cannot be put into a header.
				}
				expect(reply?.statusCode ?? 422, name).toBeOneOf([404, 422])
			}
		})
		test('an HTML or SVG attachment is downloaded, and never displayed', async () => {
			const { phone } = amina
			const page = Buffer.from('<script>alert(1)</script>')
			for (const ending of ['html', 'svg', 'js', 'xml', 'pdf']) {
				const name = `picture-${'c'.repeat(22)}.${ending}`
				const record = phone.newRecord()
				await phone.sync(amina.post, [phone.edit(record, { 'd_about/house': name })])
				expect(
					await sendWhole(server, phone.enrolled, sentOf(phone.enrolled, record, name, page), page),
				).toBe(25)
				const { status, headers } = await manager.get(
					`/api/records/${record}/attachments/${attachmentId(record, name)}`,
				)
				expect(status).toBe(200)
				expect(headers['content-type'], ending).toMatch(/^application\/(octet-stream|pdf)$/)
				expect(headers['content-disposition'], ending).toBe(`attachment; filename="${name}"`)
				expect(headers['x-content-type-options']).toBe('nosniff')
			}
		})
		test('an upload has its derived address, and no other', async () => {
			const sent = sentOf(
				amina.phone.enrolled,
				'x'.repeat(22),
				`picture-${'b'.repeat(22)}.jpg`,
				new Uint8Array(3),
			)
			for (const method of ['PATCH', 'HEAD'] as const)
				for (const url of ['/attachments/..%2f..%2fx', '/attachments/x', '/attachments/%00']) {
					const request = await signed(
						amina.phone.enrolled,
						sent,
						method,
						0,
						new Uint8Array(method === 'PATCH' ? 3 : 0),
					)
					expect((await server.app.inject({ ...request, url })).statusCode, url).toBeOneOf([404, 422])
				}
		})
	})

	describe('injection', () => {
		const script = '<script>alert(1)</script><img src=x onerror=alert(1)>'
		test('a script in an answer, a name or a comment is text: the reply is not HTML and blocks scripts', async () => {
			const record = amina.phone.newRecord()
			await amina.phone.sync(amina.post, [
				amina.phone.edit(record, { [script]: script, 'a_visit/line/cluster_id': script, age: script }),
			])
			const added = await administrator.post('/api/people', {
				name: script,
				code: 'scripted',
				role: 'enumerator',
				districts: 'all',
				language: 'ur',
			})
			expect(added.status).toBe(200)
			for (const [desk, url] of [
				[manager, `/api/records/${record}`],
				[manager, '/api/records'],
				[administrator, '/api/people'],
				[manager, `/api/records/${encodeURIComponent(script)}`],
				[manager, `/api/${encodeURIComponent(script)}`],
			] as const) {
				const { headers } = await desk.get(url)
				expect(headers['content-type'], url).toBe('application/json; charset=utf-8')
				expect(headers['x-content-type-options'], url).toBe('nosniff')
				expect(headers['content-security-policy'], url).toContain("default-src 'none'; script-src 'self'")
				expect(headers['content-security-policy'], url).not.toContain('unsafe-inline')
			}
		})
		test('a name beginning like a formula is neutralised in the exported audit log as well', async () => {
			await server.desk('administrator', 'all', 'formula')
			const named = await administrator.post('/api/people', {
				name: '=cmd|"/c calc"!A1',
				code: 'calc',
				role: 'administrator',
				districts: 'all',
				language: 'en',
			})
			const desk = await server.deskOf((named.body as { code: string }).code)
			await desk.get('/api/people')
			const { raw: file } = await desk.get('/api/audit-log/export')
			expect(String(file)).toContain(`"'=cmd|`)
			expect(String(file)).not.toMatch(/(^|,)"?=cmd/m)
		})
	})

	describe('JSON with names that are special in JavaScript', () => {
		const hostile = ['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', 'valueOf']
		test('in a body it is refused or ignored, and no object has it afterwards', async () => {
			for (const body of [
				'{"__proto__":{"role":"administrator","isActive":true}}',
				'{"constructor":{"prototype":{"role":"administrator"}}}',
				'{"isActive":false,"__proto__":{"polluted":1}}',
				'{"name":"f","sheets":[{"name":"survey","__proto__":{"polluted":1}}]}',
			])
				for (const url of [
					'/api/people',
					'/api/people/x/activation',
					'/api/sign-in',
					'/api/forms',
					'/api/enrolments',
				])
					expect((await post(url, body)).statusCode, `${url} ${body}`).toBeOneOf([400, 403, 404, 422])
			expect(({} as Record<string, unknown>).polluted).toBeUndefined()
			expect(({} as Record<string, unknown>).role).toBeUndefined()
		})
		test('as paths of answers, codes of choices and rows of repeats it is stored as it is, and shown', async () => {
			const { phone } = amina
			const record = phone.newRecord()
			const set = Object.fromEntries(
				hostile.flatMap((name): [string, Answer][] => [
					[name, 1],
					[`a_visit/${name}`, name],
					[`b_household/roster/members/@${name}`, 1],
					[`b_household/roster/members/@${name}/m_age`, 30],
					[`${name}/${name}`, [name]],
				]),
			)
			const root = phone.edit(record, {
				'a_visit/line/district': '__proto__',
				'a_visit/line/round': 'constructor',
				...set,
			})
			const { header } = await phone.sync(amina.post, [root])
			expect(header.acks[0]?.[1]).toBeOneOf(['stored', 'quarantined'])
			const others = await enrolledPhone(server, { id: amina.person })
			await others.phone.sync(others.post, [others.phone.edit(record, { constructor: 2 }, [root])])
			await phone.sync(amina.post, [phone.edit(record, { constructor: 3 }, [root])])
			expect((await manager.get(`/api/records/${record}`)).status).toBe(200)
			for (const url of ['/api/records', '/api/coverage?round=__proto__', '/api/coverage?round=constructor'])
				expect((await manager.get(url)).status, url).toBeOneOf([200, 404])
			expect((await manager.get('/api/export?form=constructor&round=__proto__&values=codes')).status).toBe(
				404,
			)
			expect(
				(await manager.get('/api/export?form=household&round=endline&values=codes&media=1')).status,
			).toBe(200)
			expect(({} as Record<string, unknown>).m_age).toBeUndefined()
			for (const name of hostile) {
				expect((await manager.get(`/api/forms/${name}/1`)).status, name).toBe(404)
				expect((await manager.get(`/api/records/${name}`)).status, name).toBe(404)
			}
		})
	})

	test('SQL in any field finds nothing and breaks nothing', async () => {
		await amina.phone.sync(amina.post, [
			amina.phone.edit(amina.phone.newRecord(), {
				'a_visit/line/district': 'PK607',
				'a_visit/line/round': 'endline',
			}),
		])
		const total = async (query: string) =>
			((await manager.get(`/api/records?${query}`)).body as { total?: number }).total
		expect(await total('')).toBeGreaterThan(0)
		for (const sql of [
			"' or '1'='1",
			"'; drop table revision; --",
			"') union select password from person --",
			'" or ""="',
			'1; select pg_sleep(5)',
			"\\'; select 1; --",
			'%',
			'_',
			'%_%',
			'\\',
			'\u02bc or 1=1',
			'${1+1}',
			'$1',
			':name',
		]) {
			const text = encodeURIComponent(sql)
			for (const field of ['search', 'round', 'district', 'form', 'owner'])
				expect(await total(`${field}=${text}`), `${field}: ${sql}`).toBe(0)
			for (const url of [
				`/api/records?status=${text}`,
				`/api/records?before=${text}`,
				`/api/records?disputed=${text}`,
				`/api/records/${text}`,
				`/api/records/${text}/attachments/${text}`,
				`/api/coverage?round=${text}`,
				`/api/forms/${text}/1`,
				`/api/forms/household/${text}`,
				`/api/export?form=${text}&round=endline&values=codes`,
				`/api/export?form=household&round=${text}&values=codes`,
				`/api/export?form=household&round=endline&values=${text}`,
				`/api/export/count?form=${text}&round=${text}`,
			])
				expect((await manager.get(url)).status, url).toBeLessThan(500)
			for (const field of ['person', 'kind', 'day', 'id', 'before']) {
				const url = `/api/audit-log?${field}=${text}`
				const { status, body } = await administrator.get(url)
				expect(status === 422 || (body as { lines: unknown[] }).lines.length === 0, url).toBe(true)
			}
		}
		expect(await total('')).toBeGreaterThan(0)
	})

	describe('request bodies', () => {
		test('larger than the limit of their route are refused before they are read', async () => {
			const large = JSON.stringify({ name: 'x'.repeat(300_000) })
			for (const url of [
				'/api/people',
				'/api/sign-in',
				'/api/enrolments',
				'/api/quarantine/decisions',
				'/api/password',
			])
				expect((await post(url, large)).statusCode, url).toBe(413)
			expect((await post('/api/forms', `"${'x'.repeat(16_000_000)}"`)).statusCode).toBe(413)
			const bundle = Buffer.alloc(limits.body + 1)
			expect((await server.app.inject({ method: 'POST', url: '/sync', payload: bundle })).statusCode).toBe(
				413,
			)
			const part = { method: 'PATCH', url: '/attachments/x', payload: Buffer.alloc(5_000_000) } as const
			expect((await server.app.inject(part)).statusCode).toBe(413)
		})
		test('with a wrong length, or of an unknown type, get a reply', async () => {
			for (const headers of [
				{ 'content-type': 'application/json; charset=utf-7' },
				{ 'content-type': 'application/xml' },
				{ 'content-type': '' },
				{ 'content-encoding': 'gzip' },
				{ 'content-encoding': 'br' },
			] as Record<string, string>[])
				expect((await post('/api/people', '{"a":', headers)).statusCode).toBeOneOf([400, 403, 415, 422])
		})
		test('nested a hundred thousand deep are refused and end no process', async () => {
			const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`
			for (const url of ['/api/people', '/api/sign-in', '/api/quarantine/decisions'])
				expect((await post(url, deep)).statusCode, url).toBeLessThan(500)
			expect((await manager.post('/api/records/x/conflicts', {})).status).toBe(422)
		})
		test('a revision that expands a thousandfold is refused as too large, without being decompressed', async () => {
			const { phone } = amina
			const bomb = deflateRawSync(Buffer.alloc(60_000_000, 0x20))
			expect(bomb.length).toBeLessThan(limits.revision)
			const before = process.memoryUsage().rss
			const frame = revisionFrame('A'.repeat(32), bomb)
			const { body } = await phone.request(Array.from({ length: 50 }, () => frame))
			const reply = await server.app.inject({ method: 'POST', url: '/sync', payload: Buffer.from(body) })
			expect(reply.statusCode).toBe(200)
			expect(process.memoryUsage().rss - before).toBeLessThan(400_000_000)
			expect(await server.store.revisionsById(['A'.repeat(32)])).toEqual([])
		})
		test('a forged sealed part or request header is refused at the first check', async () => {
			const frames = [
				{ type: frameTypes.header, bytes: new Uint8Array(5000).fill(0x7b) },
				{ type: frameTypes.signature, bytes: new Uint8Array(64) },
			]
			const reply = await server.app.inject({
				method: 'POST',
				url: '/sync',
				payload: Buffer.from(writeBundle(frames)),
			})
			expect([reply.statusCode, reply.json().problem]).toEqual([400, 'bundle-unreadable'])
			const part = await server.app.inject({
				method: 'PATCH',
				url: '/attachments/x',
				payload: Buffer.alloc(1000),
				headers: { [attachmentHeaders.sealed]: '1', [attachmentHeaders.statement]: 'e30' },
			})
			expect(part.statusCode).toBeOneOf([404, 401])
		})
	})
})

const [, freshSqlite] = engines[0]
describe('a slow connection', () => {
	test.each([
		['whose head never ends', 'GET /api/me HTTP/1.1\r\nHost: x\r\nX-Slow: '],
		[
			'whose body never ends',
			'POST /api/sign-in HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 999\r\n\r\n',
		],
		['whose bundle never ends', 'POST /sync HTTP/1.1\r\nHost: x\r\nContent-Length: 9999\r\n\r\n'],
		['whose pieces never end', 'POST /sync HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n'],
	])('%s is closed, and others are answered meanwhile', async (_, beginning) => {
		const server = await serverForTests(await freshSqlite())
		const app = await buildApp({
			...server,
			now: () => server.clock.now,
			onFailure: () => {},
			longestHeadMs: 300,
			bodyLimits: { ...bodyLimits, graceMs: 300 },
		})
		await app.listen({ port: 0, host: '127.0.0.1' })
		const { port } = app.server.address() as AddressInfo
		const slow = Array.from({ length: 20 }, () => {
			const socket = connect(port, '127.0.0.1')
			let response = ''
			socket.on('data', (bytes) => {
				response += String(bytes)
			})
			socket.on('error', () => {})
			socket.write(beginning)
			const drip = setInterval(() => socket.write(beginning.includes('chunked') ? '1\r\na\r\n' : 'a'), 50)
			const ended = new Promise<string>((end) =>
				socket.once('close', () => {
					clearInterval(drip)
					end(response)
				}),
			)
			return ended
		})
		const quick = await raw(port, 'GET /api/health HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n')
		expect(quick).toContain('"ok":true')
		for (const response of await Promise.all(slow)) expect(response).toMatch(/^HTTP\/1.1 408|^$/)
		await app.close()
		await server.close()
	})
	test('the production server waits a minute for the head, and for a body while it arrives at a quarter of 2G speed', async () => {
		const server = await serverForTests(await freshSqlite())
		expect(bodyLimits).toMatchObject({ graceMs: 30_000, slowest: 500 })
		expect(server.app.server.requestTimeout).toBeGreaterThan(limits.body / 500)
		expect(server.app.server.headersTimeout).toBeLessThanOrEqual(60_000)
		expect(server.app.server.headersTimeout).toBeGreaterThan(0)
		await server.close()
	})
})

/** Sends raw bytes and returns the response; an HTTP client would normalise the path. */
function raw(port: number, request: string): Promise<string> {
	return new Promise((resolve, failed) => {
		const socket = connect(port, '127.0.0.1')
		let reply = ''
		socket.on('data', (bytes) => {
			reply += String(bytes)
		})
		socket.once('close', () => resolve(reply))
		socket.once('error', failed)
		socket.write(request)
	})
}
