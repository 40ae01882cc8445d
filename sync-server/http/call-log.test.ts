import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Coverage } from '#shared/coverage/coverage'
import type { FormDefinition } from '#shared/forms/form-definition'
import { isPhoneRole, roles } from '#shared/people/roles'
import type { QuarantineListResponse } from '#shared/review/quarantine'
import type { RecordListItem } from '#shared/review/record-list'
import type { FormDocument } from '#shared/sync/messages'
import type { Edit } from '#shared/testing/test-phone'
import { type Desk, type ServerForTests, serverForTests } from '../../tests/helpers/desk-server.ts'
import { routeEngines } from '../../tests/helpers/fresh-engines.ts'
import { enrolledPhone, rewritten } from '../../tests/helpers/phone.ts'

type Enrolled = Awaited<ReturnType<typeof enrolledPhone>>
const call = {
	$status: 'submitted',
	round: 'endline',
	'call/call_no': 'HL-x-1',
	'call/channel': 'call',
	'matter/category': 'visa_fraud',
	'background/caller_district': 'PK607',
} as const
const household = {
	$status: 'submitted',
	'a_visit/line/round': 'endline',
	'a_visit/line/district': 'PK607',
	'a_visit/line/cluster_id': 'PK607-03',
	'n_result/result': 'complete',
} as const

describe.each(routeEngines)('the call log of the helpline, on %s', (_, freshEngine) => {
	let server: ServerForTests
	let operator: Enrolled
	let enumerator: Enrolled
	const desks = new Map<string, Desk>()
	const desk = (role: string) => desks.get(role) as Desk
	const versions = new Map<string, number>()
	beforeAll(async () => {
		server = await serverForTests(await freshEngine())
		for (const role of roles) if (!isPhoneRole(role)) desks.set(role, await server.desk(role))
		operator = await enrolledPhone(server, { role: 'helpline-operator', districts: 'all' })
		enumerator = await enrolledPhone(server)
		for (const { id, version } of await server.forms.current()) versions.set(id, version)
	})
	afterAll(async () => {
		await server.close()
		expect(server.failures).toEqual([])
	})
	const written = ({ phone }: Enrolled, form: string, set: Parameters<typeof phone.edit>[1]): Edit =>
		rewritten(phone.edit(phone.newRecord(), set), { form: { id: form, ver: versions.get(form) ?? 1 } })
	const sent = async ({ phone, post }: Enrolled, edit: Edit) =>
		(await phone.sync(post, [edit])).header.acks.map(([, code]) => code)
	const listed = async (who: string) =>
		((await desk(who).get('/api/records')).body as { records?: RecordListItem[] }).records ?? []
	const quarantined = async (who: string) =>
		((await desk(who).get('/api/quarantine')).body as Partial<QuarantineListResponse>).waiting ?? []
	const receivedForms = async (role: 'enumerator' | 'helpline-operator') => {
		const { phone, post } = await enrolledPhone(server, { role })
		const { documents } = await phone.sync(post)
		return documents.flatMap(({ kind, body }) => (kind === 'form' ? [(body as FormDocument).id] : [])).sort()
	}

	test('an operator enrols a phone and gets only helpline forms; nobody else gets those', async () => {
		expect(await receivedForms('helpline-operator')).toEqual(['helpline'])
		const others = [...versions.keys()].filter((id) => id !== 'helpline').sort()
		expect(others).toEqual(expect.arrayContaining(['back_check', 'household', 'listing', 'material']))
		expect(await receivedForms('enumerator')).toEqual(others)
	})
	test('a call is read by data managers and by nobody else, wherever the caller lives', async () => {
		const edit = written(operator, 'helpline', call)
		expect(await sent(operator, edit)).toEqual(['stored'])
		const { record } = edit.revision
		for (const role of desks.keys()) {
			const isManager = role === 'data-manager'
			expect(
				(await listed(role)).some(({ id }) => id === record),
				role,
			).toBe(isManager)
			expect((await desk(role).get(`/api/records/${record}`)).status === 200, role).toBe(isManager)
		}
		const [line] = (await listed('data-manager')).filter(({ id }) => id === record)
		expect(line).toMatchObject({ form: 'helpline', name: 'HL-x-1', district: null })
		// Nor by a person with the caller's district, or with a part of the country.
		const local = await server.desk('data-manager', ['PK607'])
		expect((await local.get(`/api/records/${record}`)).status).toBe(404)
	})
	test('a survey record by an operator is quarantined with the reason, and counts once accepted', async () => {
		const edit = written(operator, 'household', household)
		expect(await sent(operator, edit)).toEqual(['quarantined'])
		expect((await listed('coordinator')).map(({ id }) => id)).not.toContain(edit.revision.record)
		const [held] = (await quarantined('coordinator')).filter(({ id }) => id === edit.id)
		expect(held).toMatchObject({ why: 'other-role', form: 'household' })
		const decision = { ids: [edit.id], decision: 'let-in', why: '' }
		expect((await desk('coordinator').post('/api/quarantine/decisions', decision)).status).toBeLessThan(300)
		expect((await listed('coordinator')).map(({ id }) => id)).toContain(edit.revision.record)
	})
	test('a call by an enumerator is quarantined, and shown only to readers of calls', async () => {
		const edit = written(enumerator, 'helpline', call)
		expect(await sent(enumerator, edit)).toEqual(['quarantined'])
		for (const role of desks.keys())
			expect(
				(await quarantined(role)).some(({ id }) => id === edit.id),
				role,
			).toBe(role === 'data-manager')
	})
	test('an unknown version is judged by the form', async () => {
		const edit = rewritten(written(operator, 'household', household), { form: { id: 'household', ver: 99 } })
		expect(await sent(operator, edit)).toEqual(['quarantined'])
	})
	test('a form moved to another role still accepts records begun in its former version', async () => {
		const before = (await server.forms.current()).find(({ id }) => id === 'back_check')?.definition
		const made: FormDefinition = { ...(before as FormDefinition), filledBy: ['helpline-operator'] }
		const now = new Date(server.clock.now).toISOString()
		const version = await server.forms.publish(made, { by: null, now })
		expect(await sent(enumerator, written(enumerator, 'back_check', { $status: 'submitted' }))).toEqual([
			'stored',
		])
		versions.set('back_check', version ?? 0)
		expect(await sent(enumerator, written(enumerator, 'back_check', { $status: 'submitted' }))).toEqual([
			'quarantined',
		])
		expect(await receivedForms('enumerator')).toContain('back_check')
	})
	test('a survey cannot be assigned to the helpline', async () => {
		const edit = written(enumerator, 'household', household)
		await sent(enumerator, edit)
		const { record } = edit.revision
		const { seen } = (await desk('coordinator').get(`/api/records/${record}`)).body as { seen: string }
		const returning = (to: string) =>
			desk('coordinator').post(`/api/records/${record}/review`, {
				kind: 'reassign',
				seen,
				why: '',
				to,
				notes: [{ about: '', text: 'again' }],
			})
		expect((await returning(operator.person)).body).toMatchObject({ problem: 'reassignment-not-possible' })
		expect((await returning((await enrolledPhone(server)).person)).status).toBeLessThan(300)
	})
	test('listings and material are listed with cluster, district and name, and do not count in coverage', async () => {
		const coverage = async () =>
			(await desk('coordinator').get('/api/coverage?round=endline')).body as Coverage
		const before = await coverage()
		const list = { 'list/cluster/round': 'endline', 'list/cluster/district': 'PK607' }
		const what = { 'what/round': 'endline', 'what/district': 'PK607', 'what/material': 'radio' }
		const listing = written(enumerator, 'listing', {
			$status: 'submitted',
			...list,
			'list/cluster/cluster_id': 'PK607-03',
		})
		const material = written(enumerator, 'material', {
			$status: 'submitted',
			...what,
			'what/date': '2026-01-14',
		})
		for (const edit of [listing, material]) expect(await sent(enumerator, edit)).toEqual(['stored'])
		const lines = new Map((await listed('coordinator')).map((line) => [line.id, line]))
		expect(lines.get(listing.revision.record)).toMatchObject({ name: 'PK607-03 / 0', district: 'PK607' })
		const ofCluster = (await desk('coordinator').get('/api/records?search=PK607-03')).body
		expect(JSON.stringify(ofCluster)).toContain(listing.revision.record)
		expect(lines.get(material.revision.record)).toMatchObject({
			name: 'Radio announcement / 2026-01-14',
			district: 'PK607',
		})
		expect(await coverage()).toEqual(before)
	})
	test('a data manager exports calls', async () => {
		const { status, body } = await desk('data-manager').get('/api/export/count?form=helpline&round=endline')
		expect([status, body]).toMatchObject([200, { records: 1 }])
	})
	test('completed calls are approved in bulk, unopened: a single one needs no review', async () => {
		const edits = [1, 2, 3].map(() => written(operator, 'helpline', call))
		for (const edit of edits) await sent(operator, edit)
		const ids = edits.map(({ revision }) => revision.record)
		const waiting = (await listed('data-manager')).filter(({ id }) => ids.includes(id))
		expect(waiting.map(({ quickApprovalBlocker }) => quickApprovalBlocker)).toEqual([null, null, null])
		const records = waiting.map(({ id, lastSeq }) => ({ id, lastSeq }))
		const { body } = await desk('data-manager').post('/api/review/bulk', { kind: 'approve', records })
		expect(body).toMatchObject({ done: waiting.map(({ id }) => id), left: [] })
	})
})
