import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Coverage } from '#shared/coverage/coverage'
import { toBase64url } from '#shared/kernel/bytes'
import { isPhoneRole, roles } from '#shared/people/roles'
import { withdrawalCodeOf } from '#shared/privacy/withdrawal-code'
import type { RecordListItem } from '#shared/review/record-list'
import type { RecordDetail } from '#shared/review/record-response'
import type { FieldContact } from '#shared/study/field-contacts'
import { type Desk, type ServerForTests, serverForTests } from '../../tests/helpers/desk-server.ts'
import { routeEngines } from '../../tests/helpers/fresh-engines.ts'
import { enrolledPhone, rewritten } from '../../tests/helpers/phone.ts'
import { unzip } from '../../tests/walks/unzip.ts'

const sealed = `sealed.${'A'.repeat(200)}`
const publicKey = (letter: string) =>
	toBase64url(new Uint8Array([4, ...new TextEncoder().encode(letter.repeat(64))]))

describe.each(routeEngines)('reports to the safeguarding lead on %s', (_, freshEngine) => {
	let server: ServerForTests
	let lead: Desk
	let report: string
	let interview: string
	const desks = new Map<string, Desk>()
	beforeAll(async () => {
		server = await serverForTests(await freshEngine())
		for (const role of roles) if (!isPhoneRole(role)) desks.set(role, await server.desk(role))
		lead = desks.get('safeguarding-lead') as Desk
		const { phone, post } = await enrolledPhone(server, { districts: ['PK607'], code: 'amina' })
		report = phone.newRecord()
		interview = phone.newRecord()
		await phone.sync(post, [
			rewritten(
				phone.edit(report, { $status: 'submitted', 'what/inc_type': sealed, 'when_where/district': sealed }),
				{ form: { id: 'incident', ver: 1 } },
			),
			phone.edit(interview, {
				$status: 'submitted',
				'a_visit/line/round': 'endline',
				'a_visit/line/district': 'PK607',
				'n_result/result': 'complete',
			}),
		])
	})
	afterAll(async () => {
		await server.close()
		expect(server.failures).toEqual([])
	})
	const listed = async (desk: Desk, query = '') => {
		const { status, body } = await desk.get(`/api/records${query}`)
		return status === 200 ? (body as { records: RecordListItem[] }).records.map(({ id }) => id) : null
	}

	test('only the lead finds one: in no list, by no id, in no search', async () => {
		for (const [role, desk] of desks) {
			const isLead = role === 'safeguarding-lead'
			const seesRecords = ['coordinator', 'data-manager'].includes(role)
			expect(await listed(desk), role).toEqual(isLead ? [report] : seesRecords ? [interview] : null)
			expect(await listed(desk, `?search=${report}`), role).toEqual(
				isLead ? [report] : seesRecords ? [] : null,
			)
			const { status } = await desk.get(`/api/records/${report}`)
			expect(status, role).toBe(isLead ? 200 : seesRecords ? 404 : 403)
			expect((await desk.get(`/api/records/${interview}`)).status, role).toBe(
				isLead ? 404 : seesRecords ? 200 : 403,
			)
		}
	})
	test('nobody else can see, accept or reject a quarantined one', async () => {
		const { phone, post } = await enrolledPhone(server, { districts: ['PK607'], code: 'switched-off' })
		const manager = desks.get('data-manager') as Desk
		const chief = desks.get('administrator') as Desk
		await phone.sync(post, [])
		const { device } = phone.enrolled
		expect((await chief.post(`/api/devices/${device}/activation`, { isActive: false })).status).toBe(204)
		const held = rewritten(phone.edit(phone.newRecord(), { $status: 'submitted', 'what/inc_type': sealed }), {
			form: { id: 'incident', ver: 1 },
		})
		await phone.sync(post, [held])
		const waiting = async (desk: Desk) =>
			((await desk.get('/api/quarantine')).body as { waiting: { id: string }[] }).waiting.map(({ id }) => id)
		expect(await waiting(manager)).toEqual([])
		expect(await waiting(lead)).toEqual([held.id])
		const decide = (desk: Desk, decision: string) =>
			desk.post('/api/quarantine/decisions', { ids: [held.id], decision, why: 'looked into' })
		expect((await decide(manager, 'keep-out')).status).toBe(404)
		expect((await decide(lead, 'let-in')).status).toBe(204)
		expect((await decide(manager, 'keep-out')).status).toBe(404)
		const decided = async (desk: Desk) =>
			((await desk.get('/api/quarantine')).body as { decided: { revision: string }[] }).decided.length
		expect([await decided(manager), await decided(lead)]).toEqual([0, 1])
		expect((await decide(lead, 'keep-out')).status).toBe(204)
	})
	test('one that arrived before its form is visible to its readers only once the form exists', async () => {
		const { phone, post } = await enrolledPhone(server, { districts: ['PK607'], code: 'early' })
		const early = rewritten(phone.edit(phone.newRecord(), { $status: 'submitted', what: sealed }), {
			form: { id: 'early', ver: 1 },
		})
		await phone.sync(post, [early])
		const { record } = early.revision
		const manager = desks.get('data-manager') as Desk
		expect(await listed(manager, `?search=${record}`)).toEqual([record])
		const cells = (...texts: string[]) => ({ line: 2, cells: texts })
		const published = await manager.post('/api/forms', {
			name: 'early',
			sheets: [
				{ name: 'survey', header: ['type', 'name', 'label'], rows: [cells('text', 'what', 'What')] },
				{
					name: 'settings',
					header: ['form_id', 'zila:readers'],
					rows: [cells('early', 'safeguarding-lead')],
				},
			],
		})
		expect(published.status).toBe(200)
		expect(await listed(manager, `?search=${record}`)).toEqual([])
		expect(await listed(lead, `?search=${record}`)).toEqual([record])
	})
	test('one is in no export and no count', async () => {
		const manager = desks.get('data-manager') as Desk
		const { raw } = await manager.get('/api/export?form=incident&round=endline&values=codes')
		const files = [...unzip(raw)].filter(([name]) => name.startsWith('incident'))
		expect(files.map(([, bytes]) => bytes.toString().trim().split('\n').length)).toEqual(files.map(() => 1))
		expect((await lead.get('/api/export?form=incident&round=endline&values=codes')).status).toBe(403)
		const { body } = await manager.get('/api/coverage?round=endline')
		expect((body as Coverage).districts.find(({ district }) => district === 'PK607')).toMatchObject({
			interviews: 0,
		})
	})
	test('the lead marks one as resolved, and cannot return it to an author who cannot read it', async () => {
		const found = async () => (await lead.get(`/api/records/${report}`)).body as RecordDetail
		const { seen, answers, district, history } = await found()
		expect(answers['what/inc_type']).toBe(sealed)
		// Encrypted answers give no district, and raise no flag for a foreign district.
		expect([district, history.map(({ flags }) => flags)]).toEqual([null, [[]]])
		const move = (more: object) => lead.post(`/api/records/${report}/review`, { why: '', seen, ...more })
		expect((await move({ kind: 'return', notes: [{ about: '', text: 'more' }] })).status).toBe(403)
		expect((await move({ kind: 'approve' })).status).toBe(204)
		expect((await found()).status).toBe('approved')
	})
	test('that one was erased is listed for leads only, and the lead sees no erasure of a survey record', async () => {
		const { phone, post } = await enrolledPhone(server, { districts: ['PK607'], code: 'zahra' })
		const [ofLead, ofSurvey] = [phone.newRecord(), phone.newRecord()]
		const sent = phone.edit(ofLead, { $status: 'submitted', 'what/inc_type': sealed })
		await phone.sync(post, [
			rewritten(sent, { form: { id: 'incident', ver: 1 } }),
			phone.edit(ofSurvey, { $status: 'submitted' }),
		])
		const manager = desks.get('data-manager') as Desk
		for (const [desk, record] of [
			[lead, ofLead],
			[manager, ofSurvey],
		] as const) {
			const body = { code: withdrawalCodeOf(record), reason: 'withdrawal' }
			expect((await desk.post(`/api/records/${record}/erase`, body)).status).toBe(204)
		}
		const erased = async (desk: Desk) =>
			((await desk.get('/api/erasures')).body as { record: string }[]).map(({ record }) => record)
		expect([await erased(lead), await erased(manager)]).toEqual([[ofLead], [ofSurvey]])
		const { body } = await manager.get(`/api/withdrawals?code=${withdrawalCodeOf(ofLead)}`)
		expect(body).toMatchObject({ records: [], erased: [] })
	})
	test('the key of a role is sent to phones, and its wrapped half only to that role', async () => {
		expect((await lead.post('/api/role-keys', { publicKey: publicKey('a'), wrapped: 'W' })).status).toBe(204)
		server.clock.now += 1000
		expect((await lead.post('/api/role-keys', { publicKey: publicKey('b'), wrapped: 'X' })).status).toBe(204)
		// Another key waits until a second lead confirms it: tested in `insiders.test.ts`.
		const keys = (await lead.get('/api/role-keys')).body as { publicKey: string; wrapped: string }[]
		expect(keys.map(({ wrapped }) => wrapped)).toEqual(['X', 'W'])
		expect((await (desks.get('data-manager') as Desk).get('/api/role-keys')).body).toEqual([])
		expect((await (desks.get('administrator') as Desk).get('/api/role-keys')).status).toBe(403)
		const { phone, post } = await enrolledPhone(server, { districts: ['PK608'], code: 'bilal' })
		const documents = (await phone.sync(post, [])).documents
		expect(documents.filter(({ kind, ref }) => kind === 'role-key' && ref !== 'identifiers')).toEqual([
			{
				kind: 'role-key',
				ref: 'safeguarding-lead',
				body: {
					role: 'safeguarding-lead',
					publicKey: publicKey('a'),
					succession: [{ publicKey: publicKey('a') }],
				},
			},
		])
		expect((await lead.post('/api/role-keys', { publicKey: 'A'.repeat(87), wrapped: 'W' })).status).toBe(422)
	})
	test('field contacts are sent to phones, for each changed district', async () => {
		const entry = (district: string | null, name: string): FieldContact => ({
			district,
			kind: 'referral',
			name,
			what: '',
			phone: '15',
			hours: '',
			checkedOn: '2026-01-10',
		})
		const put = (desk: Desk, entries: FieldContact[]) => desk.post('/api/field-contacts', { entries })
		expect((await put(lead, [entry(null, 'all'), entry('PK607', 'here')])).status).toBe(204)
		const { phone, post } = await enrolledPhone(server, { districts: ['PK608'], code: 'chand' })
		await phone.sync(post, [])
		expect((await put(lead, [entry(null, 'all'), entry('PK607', 'there')])).status).toBe(204)
		const { documents } = await phone.sync(post, [])
		expect(documents).toEqual([
			{ kind: 'help', ref: 'help:PK607', body: { entries: [entry('PK607', 'there')] } },
		])
		const coordinator = await server.desk('coordinator', ['PK608'])
		expect((await coordinator.get('/api/field-contacts')).body).toEqual({ entries: [entry(null, 'all')] })
		expect((await put(coordinator, [])).status).toBe(403)
		// A user with some districts changes those, and leaves the others.
		const other = await server.desk('safeguarding-lead', ['PK608'])
		expect((await put(other, [entry('PK607', 'mine')])).status).toBe(403)
		expect((await put(other, [entry('PK608', 'mine')])).status).toBe(204)
		expect((await lead.get('/api/field-contacts')).body).toEqual({
			entries: [entry(null, 'all'), entry('PK607', 'there'), entry('PK608', 'mine')],
		})
	})
})
