import fastify from 'fastify'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { AuditEntry, AuditPage } from '#shared/people/audit-log'
import { type Desk, type ServerForTests, serverForTests } from '../../tests/helpers/desk-server.ts'
import { routeEngines } from '../../tests/helpers/fresh-engines.ts'
import { enrolledPhone } from '../../tests/helpers/phone.ts'
import { addPerson } from '../people/people.ts'
import { requireAudit } from './audit.ts'

describe.each(routeEngines)('the audit log of the desk, on %s', (_, freshEngine) => {
	let server: ServerForTests
	let administrator: Desk
	let manager: Desk
	let record: string
	let phone: Awaited<ReturnType<typeof enrolledPhone>>
	beforeAll(async () => {
		server = await serverForTests(await freshEngine())
		administrator = await server.desk('administrator', 'all', 'aziz')
		manager = await server.desk('data-manager', ['PK607'], 'maryam')
		phone = await enrolledPhone(server)
		record = phone.phone.newRecord()
		await phone.phone.sync(phone.post, [
			phone.phone.edit(record, {
				'a_visit/line/district': 'PK607',
				'a_visit/line/round': 'endline',
				'a_visit/line/hh_head': 'Gul Khan',
			}),
		])
	})
	afterAll(async () => {
		await server.close()
		expect(server.failures).toEqual([])
	})
	const all = async (query = '') =>
		((await administrator.get(`/api/audit-log${query}`)).body as AuditPage).lines
	/** Returns the entries logged during the work, oldest first. */
	async function entriesOf(work: () => Promise<unknown>): Promise<AuditEntry[]> {
		server.clock.now += 3_600_000
		const at = new Date(server.clock.now).toISOString()
		await work()
		return (await all()).filter((line) => line.at >= at && line.kind !== 'audit-log-read').reverse()
	}
	const withDesk = async (person: Desk['person']) => {
		const reply = await server.app.inject({
			method: 'POST',
			url: '/api/sign-in',
			payload: { code: person.code, password: 'several plain words' },
		})
		const cookie = String(reply.headers['set-cookie']).split(';')[0] ?? ''
		const ask = (method: 'GET' | 'POST', url: string, payload?: object) =>
			server.app.inject({ method, url, headers: { cookie }, ...(payload ? { payload } : {}) })
		return ask
	}

	test('opening a record is logged before the reply, with id, role and district', async () => {
		const ask = await withDesk(manager.person)
		const lines = await entriesOf(() => ask('GET', `/api/records/${record}`))
		expect(lines).toMatchObject([
			{
				by: { id: manager.person.id, code: 'maryam' },
				role: 'data-manager',
				kind: 'record-opened',
				of: record,
				district: 'PK607',
			},
		])
	})
	test('for a list and an export the fields of the filter and the number of records are logged, never typed values', async () => {
		const ask = await withDesk(manager.person)
		const lines = await entriesOf(async () => {
			await ask('GET', '/api/records?search=Gulzarina%20Khan&district=PK607&round=secret-round')
			await ask('GET', '/api/export?form=household&round=endline&values=codes')
		})
		expect(lines).toMatchObject([
			{ kind: 'records-listed', fields: ['round', 'district', 'search'], district: 'PK607', round: null },
			{ kind: 'export-downloaded', of: 'household', round: 'endline', many: 1 },
		])
		const rows = await server.store.reading.db.selectFrom('audit_log').selectAll().execute()
		expect(JSON.stringify(rows)).not.toMatch(/Gulzarina|secret|several plain|maryam/)
	})
	test('a read whose entry cannot be written is refused', async () => {
		const ask = await withDesk(manager.person)
		server.clock.now += 3_600_000
		const { write } = server.store
		Object.assign(server.store, { write: () => Promise.reject(new Error('the disk is full')) })
		const reply = await ask('GET', `/api/records/${record}`)
		Object.assign(server.store, { write })
		expect(reply.statusCode).toBe(500)
		expect(reply.body).not.toContain('Gul')
		expect(server.failures.splice(0)).toHaveLength(1)
	})
	test('a wrong password is logged, for known and unknown usernames; a correct one too', async () => {
		const tries = async (code: string, password: string) =>
			server.app.inject({ method: 'POST', url: '/api/sign-in', payload: { code, password } })
		const lines = await entriesOf(async () => {
			await tries('maryam', 'wrong')
			await tries('a-secret-typed-here', 'wrong')
			await tries('maryam', 'several plain words')
		})
		expect(lines.map(({ kind, by }) => [kind, by?.code])).toEqual([
			['sign-in-refused', 'maryam'],
			['sign-in-refused', undefined],
			['signed-in', 'maryam'],
		])
	})
	test('another search, or another page, is another entry; the same again within five minutes is none', async () => {
		const ask = await withDesk(manager.person)
		const lines = await entriesOf(async () => {
			for (const search of ['Gul', 'Sana', 'Gul']) await ask('GET', `/api/records?search=${search}`)
		})
		expect(lines.map(({ kind }) => kind)).toEqual(['records-listed', 'records-listed'])
	})
	test('throttled requests cannot fill the log with invented usernames', async () => {
		const tries = (code: string) =>
			server.app.inject({
				method: 'POST',
				url: '/api/sign-in',
				remoteAddress: '127.0.0.9',
				payload: { code, password: 'wrong' },
			})
		const lines = await entriesOf(async () => {
			for (let i = 0; i < 60; i++) await tries(`thought-of-${i}`)
			expect((await tries('maryam')).statusCode).toBe(429)
		})
		// One entry for each attempted username, and one for all the others.
		expect(lines.filter(({ kind }) => kind === 'sign-in-refused').length).toBeLessThanOrEqual(21)
		expect(lines.at(-1)).toMatchObject({ kind: 'sign-in-refused', by: null })
	})
	test('a wrong password of a signed-in user is not logged as a refusal', async () => {
		const ask = await withDesk(manager.person)
		const lines = await entriesOf(() =>
			ask('POST', '/api/password', { now: 'wrong', next: 'quite other plain words here' }),
		)
		expect(lines).toMatchObject([
			{ by: { code: 'maryam' }, kind: 'reauthentication-failed', of: 'POST /api/password' },
		])
	})
	test('a refusal by role or district is logged once a minute, with the route or the foreign record', async () => {
		const other = await server.desk('coordinator', ['PK608'], 'bano')
		const lines = await entriesOf(async () => {
			const ask = await withDesk(other.person)
			for (let i = 0; i < 3; i++) await ask('GET', '/api/export/count?form=household&round=endline')
			expect((await ask('GET', `/api/records/${record}`)).statusCode).toBe(404)
			expect((await ask('GET', '/api/records/a-typed-text')).statusCode).toBe(404)
		})
		expect(lines.slice(1)).toMatchObject([
			{ by: { code: 'bano' }, kind: 'permission-denied', of: 'GET /api/export/count', many: 1 },
			{ by: { code: 'bano' }, kind: 'permission-denied', of: record, district: 'PK607' },
		])
	})
	test('changes to users and phones are logged with their subject; a failed one leaves no entry', async () => {
		const lines = await entriesOf(async () => {
			const ask = await withDesk(administrator.person)
			const person = {
				name: 'Nadia',
				code: 'nadia',
				role: 'enumerator',
				districts: ['PK607'],
				language: 'ur',
			}
			const { id } = (await ask('POST', '/api/people', person)).json().person as { id: string }
			expect((await ask('POST', '/api/people', person)).statusCode).toBe(409)
			await ask('POST', `/api/people/${id}/activation`, { isActive: false })
			await ask('POST', `/api/people/${phone.person}/invitations`, {})
			await ask('POST', `/api/devices/${phone.phone.enrolled.device}/activation`, { isActive: false })
			expect((await ask('POST', '/api/forms/typed-text/state', { state: 'paused' })).statusCode).toBe(404)
			await ask('POST', '/api/forms/household/state', { state: 'open' })
			await ask('POST', '/api/recovery-key', {})
		})
		expect(lines.map(({ kind, about }) => [kind, about?.name ?? null])).toEqual([
			['signed-in', null],
			['person-added', 'Nadia'],
			['invitation-created', 'Nadia'],
			['person-deactivated', 'Nadia'],
			['invitation-created', expect.stringMatching(/^phone-/)],
			['device-deactivated', expect.stringMatching(/^phone-/)],
			['form-opened', null],
			['recovery-key-downloaded', null],
		])
	})
	test('the log is listed newest first and filtered by person, kind, local day and id; the export has the same', async () => {
		expect((await all('?kind=record-opened')).map(({ of }) => of)).toContain(record)
		expect(new Set((await all(`?person=${manager.person.id}`)).map(({ by }) => by?.code))).toEqual(
			new Set(['maryam']),
		)
		expect(new Set((await all(`?id=${record}`)).map(({ kind }) => kind))).toEqual(
			new Set(['record-opened', 'permission-denied']),
		)
		const [newest] = await all()
		const numbers = (await all(`?before=${newest?.n}`)).map(({ n }) => n)
		expect(numbers).toEqual([...numbers].sort((a, b) => b - a))
		expect(numbers[0]).toBe((newest?.n ?? 0) - 1)
		// 19:30 UTC is the next day in the study's time zone.
		server.clock.now = Date.UTC(2026, 1, 1, 19, 30)
		const ask = await withDesk(administrator.person)
		const onDay = async (day: string) =>
			((await ask('GET', `/api/audit-log?day=${day}&kind=signed-in`)).json() as AuditPage).lines.length
		expect([await onDay('2026-02-01'), await onDay('2026-02-02')]).toEqual([0, 1])
		const file = await ask('GET', `/api/audit-log/export?id=${record}`)
		expect(file.headers['content-type']).toContain('text/csv')
		const rows = file.body.trim().split('\r\n')
		expect(rows[0]).toContain('number,time_utc,person_id')
		expect(rows.slice(1).every((row) => row.includes(record))).toBe(true)
		expect(rows.length).toBeGreaterThan(2)
		expect((await ask('GET', '/api/audit-log/verification')).json()).toMatchObject({ broken: null })
		const kinds = ((await ask('GET', '/api/audit-log')).json() as AuditPage).lines.map(({ kind }) => kind)
		expect(kinds.slice(0, 3)).toEqual(['audit-log-read', 'audit-log-verified', 'audit-log-downloaded'])
	})
	test('an administrator of some districts reads entries about their users and districts, a demonstration user none', async () => {
		const some = await server.desk('administrator', ['PK608'], 'some')
		const lines = ((await some.get('/api/audit-log')).body as AuditPage).lines
		expect(lines.map(({ by }) => by?.code)).toContain('bano')
		expect(lines.filter(({ by, district }) => by?.code === 'maryam' || district === 'PK607')).toEqual([])
		const { store, study, clock } = server
		const demo = {
			name: 'd',
			code: 'demo-admin',
			role: 'administrator',
			districts: 'all',
			language: 'en',
		} as const
		const { id } = await addPerson(store, study, { ...demo, demonstration: true }, clock.now)
		const { code } = (
			await (
				await withDeskOf(administrator)
			)('POST', `/api/people/${id}/invitations`, {})
		).json()
		expect((await (await server.deskOf(code)).get('/api/audit-log')).status).toBe(403)
	})
	const withDeskOf = (desk: Desk) => withDesk(desk.person)
})

test('a desk route without declared audit entries is refused at startup, and one that forgets to log gives an error', async () => {
	const app = fastify()
	requireAudit(app)
	expect(() => app.get('/api/new', async () => 'an answer')).toThrow('does not say what it notes')
	app.get('/api/forgets', { config: { notes: ['record-opened'] } }, async () => 'an answer')
	const reply = await app.inject('/api/forgets')
	expect(reply.statusCode).toBe(500)
	expect(reply.body).not.toContain('an answer')
})
