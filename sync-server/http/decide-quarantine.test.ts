import { deflateRawSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { QuarantineListResponse } from '#shared/review/quarantine'
import type { RecordDetail } from '#shared/review/record-response'
import { ownerPath } from '#shared/revisions/metadata-paths'
import type { Edit, TestPhone } from '#shared/testing/test-phone'
import { type Desk, deskEdit, type ServerForTests, serverForTests } from '../../tests/helpers/desk-server.ts'
import { routeEngines } from '../../tests/helpers/fresh-engines.ts'
import { enrolledPhone, rewritten } from '../../tests/helpers/phone.ts'
import { publishForms } from '../sync/publish-form.ts'

describe.each(routeEngines)('quarantine decisions on %s', (_, freshEngine) => {
	let server: ServerForTests
	let coordinator: Desk
	let manager: Desk
	let post: Parameters<TestPhone['sync']>[0]
	beforeAll(async () => {
		server = await serverForTests(await freshEngine())
		coordinator = await server.desk('coordinator', ['PK607'])
		manager = await server.desk('data-manager')
		post = (await enrolledPhone(server)).post
	})
	afterAll(async () => {
		await server.close()
		expect(server.failures).toEqual([])
	})
	const codesOf = async (phone: TestPhone, edits: readonly Edit[]) =>
		(await phone.sync(post, edits)).header.acks.map(([, code]) => code)
	const decide = async (
		edits: readonly Pick<Edit, 'id'>[],
		decision: 'let-in' | 'keep-out',
		{ by = coordinator, why = decision === 'keep-out' ? 'made up' : '' } = {},
	) => (await by.post('/api/quarantine/decisions', { ids: edits.map(({ id }) => id), decision, why })).status
	const listed = async (desk = coordinator) =>
		(await desk.get('/api/quarantine')).body as QuarantineListResponse
	const lineOf = async (edit: Edit, desk = coordinator) =>
		(await listed(desk)).waiting.find(({ id }) => id === edit.id)
	const record = async (id: string) => (await manager.get(`/api/records/${id}`)).body as RecordDetail
	const setActive = (id: string, isActive: boolean) =>
		coordinator.post(`/api/people/${id}/activation`, { isActive })
	const interview = { 'a_visit/line/district': 'PK607', 'a_visit/line/round': 'endline', a: 1 }

	test('[F23] work of a user deactivated while offline is quarantined, accepted by a coordinator, and then counts', async () => {
		const { phone, person } = await enrolledPhone(server)
		const root = phone.edit(phone.newRecord(), interview)
		const correction = phone.edit(root.revision.record, { a: 2 }, [root])
		expect((await setActive(person, false)).status).toBe(204)
		const reply = await phone.sync(post, [root, correction])
		expect(reply.header.acks.map(([, code]) => code)).toEqual(['quarantined', 'quarantined'])
		expect(reply.header.notices).toEqual(['person-inactive'])
		expect(await lineOf(root)).toMatchObject({
			why: 'not-active',
			form: 'household',
			changes: 4,
			isBeginning: true,
			record: null,
			written: '2026-01-15T05:00:00.000Z',
		})
		expect((await manager.get(`/api/records/${root.revision.record}`)).status).toBe(404)
		expect(await decide([root, correction], 'let-in')).toBe(204)
		const { answers, status, history } = await record(root.revision.record)
		expect([answers.a, status]).toEqual([undefined, 'submitted'])
		expect(history.map(({ flags }) => flags)).toEqual([['let-in'], ['let-in']])
		expect((await record(root.revision.record)).leftOver).toMatchObject({ a: 2 })
		const coverage = (await coordinator.get('/api/records?round=endline')).body as { total: number }
		expect(coverage.total).toBeGreaterThan(0)
		expect(await codesOf(phone, [root, correction])).toEqual(['dup', 'dup'])
		expect(await lineOf(root)).toBeUndefined()
	})
	test('[F24] work of a deactivated phone is quarantined; the same user’s other phone continues', async () => {
		const { phone, person } = await enrolledPhone(server)
		const { phone: other } = await enrolledPhone(server, { id: person })
		const url = `/api/devices/${phone.enrolled.device}/activation`
		expect((await coordinator.post(url, { isActive: false })).status).toBe(204)
		const [here, there] = [phone.edit(phone.newRecord(), { a: 1 }), other.edit(other.newRecord(), { a: 1 })]
		expect(await codesOf(phone, [here])).toEqual(['quarantined'])
		expect(await codesOf(other, [there])).toEqual(['stored'])
		// The other phone receives released revisions, although its cursor has passed their original number.
		expect((await other.sync(post)).revisions).toEqual([])
		expect(await decide([here], 'let-in')).toBe(204)
		expect((await other.sync(post)).revisions).toEqual([here.id])
		expect((await coordinator.post(url, { isActive: true })).status).toBe(204)
		expect(await codesOf(phone, [phone.edit(phone.newRecord(), { a: 2 })])).toEqual(['stored'])
	})
	test('it keeps its number and its place in the chain, and the copy on its phone is unchanged', async () => {
		const { phone } = await enrolledPhone(server)
		const root = phone.edit(phone.newRecord(), { a: 1 })
		const reopening = phone.edit(root.revision.record, { $status: 'draft' }, [root])
		await codesOf(phone, [root, reopening])
		const arrivalIn = (table: 'revision' | 'quarantine') =>
			server.store.reading.db
				.selectFrom(table)
				.select(['seq', 'chain', 'received'])
				.where('id', '=', reopening.id)
				.executeTakeFirst()
		const before = await arrivalIn('quarantine')
		await decide([reopening], 'let-in')
		expect(await arrivalIn('revision')).toEqual(before)
		expect((await record(root.revision.record)).status).toBe('draft')
	})
	test('[M6] accepted work is not quarantined again when more arrives, and work that waited for it is processed', async () => {
		const { phone, person } = await enrolledPhone(server)
		const root = phone.edit(phone.newRecord(), { a: 1 })
		const { record: id } = root.revision
		const reopening = phone.edit(id, { $status: 'draft', a: 2 }, [root])
		const after = phone.edit(id, { b: 3 }, [root, reopening])
		expect(await codesOf(phone, [after, reopening])).toEqual(['waiting-parent', 'waiting-parent'])
		expect(await codesOf(phone, [root])).toEqual(['stored'])
		expect((await record(id)).conflicts.map(({ kind }) => kind)).toEqual(['waiting'])
		expect(await decide([reopening], 'let-in', { by: manager })).toBe(204)
		expect(await record(id)).toMatchObject({ status: 'draft', leftOver: { a: 2, b: 3 }, conflicts: [] })
		// released before its parent has arrived
		const orphan = phone.edit(phone.newRecord(), { a: 1 })
		const child = phone.edit(orphan.revision.record, { a: 4 }, [orphan])
		await setActive(person, false)
		expect(await codesOf(phone, [child])).toEqual(['quarantined'])
		expect(await decide([child], 'let-in', { by: manager })).toBe(204)
		await setActive(person, true)
		expect(await codesOf(phone, [orphan])).toEqual(['stored'])
		expect(await record(orphan.revision.record)).toMatchObject({ leftOver: { a: 4 }, conflicts: [] })
	})
	test('[M6] accepting a second root does not change the owner of the record', async () => {
		const [{ phone: mine, person }, { phone: other }] = [
			await enrolledPhone(server),
			await enrolledPhone(server),
		]
		const id = mine.newRecord()
		const foreign = other.edit(id, { a: 2 })
		await setActive(other.enrolled.person, false)
		await codesOf(other, [foreign])
		await codesOf(mine, [mine.edit(id, { a: 1 })])
		await decide([foreign], 'let-in')
		const row = await server.store.reading.db
			.selectFrom('record')
			.select(['owner'])
			.where('id', '=', id)
			.executeTakeFirst()
		expect(row?.owner).toBe(person)
	})
	test('rejected work leaves the list, with the reason; the decision can be reversed repeatedly', async () => {
		const { phone, person } = await enrolledPhone(server)
		await setActive(person, false)
		const root = phone.edit(phone.newRecord(), { 'a_visit/line/district': 'PK607' })
		const { record: id } = root.revision
		await codesOf(phone, [root])
		expect(await decide([root], 'keep-out', { why: '  ' })).toBe(422)
		expect(await decide([root], 'keep-out')).toBe(204)
		expect(await lineOf(root)).toBeUndefined()
		const decided = async () =>
			(await listed()).decided.filter(({ revision }) => revision === root.id).map((each) => each)
		expect(await decided()).toMatchObject([
			{
				decision: 'keep-out',
				quarantineReason: 'not-active',
				why: 'made up',
				decidedBy: coordinator.person.name,
			},
		])
		expect(await codesOf(phone, [root])).toEqual(['quarantined'])
		const states: unknown[] = []
		const rows = async () =>
			(await server.store.reading.db.selectFrom('record').select('id').where('id', '=', id).execute()).length
		for (const decision of ['let-in', 'let-in', 'keep-out', 'keep-out', 'let-in'] as const) {
			expect(await decide([root], decision)).toBe(204)
			states.push([await rows(), (await decided())[0]?.quarantineReason])
		}
		expect(states).toEqual([1, 1, 0, 0, 1].map((count) => [count, 'not-active']))
		const log = await server.store.reading.db
			.selectFrom('quarantine_decision')
			.select(['decision', 'person', 'why', 'at'])
			.where('revision', '=', root.id)
			.orderBy('seq')
			.execute()
		// A repeated decision is not logged.
		expect(log.map(({ decision }) => decision)).toEqual(['keep-out', 'let-in', 'keep-out', 'let-in'])
		expect(log[0]).toEqual({
			decision: 'keep-out',
			person: coordinator.person.id,
			why: 'made up',
			at: new Date(server.clock.now).toISOString(),
		})
	})
	test('when it is quarantined again, work based on it waits, and the rest is unchanged', async () => {
		const { phone, person } = await enrolledPhone(server)
		const root = phone.edit(phone.newRecord(), { a: 1 })
		const { record: id } = root.revision
		await codesOf(phone, [root])
		await setActive(person, false)
		const change = phone.edit(id, { a: 2 }, [root])
		expect(await codesOf(phone, [change])).toEqual(['quarantined'])
		await decide([change], 'let-in', { by: manager })
		expect(await record(id)).toMatchObject({ leftOver: { a: 2 } })
		await decide([change], 'keep-out', { by: manager })
		expect(await record(id)).toMatchObject({ status: 'submitted', leftOver: { a: 1 }, conflicts: [] })
	})
	test.each([
		['an approval', { $status: 'approved' }],
		['a return', { $status: 'returned' }],
		['a void', { $void: 'mistake' }],
		['a change of owner', { [ownerPath]: 'somebody' }],
	])('[M6] %s by a phone cannot be released, even by a data manager', async (_what, set) => {
		const { phone } = await enrolledPhone(server)
		const root = phone.edit(phone.newRecord(), { a: 1 })
		const { record: id } = root.revision
		const decision = phone.edit(id, set, [root])
		await codesOf(phone, [root, decision])
		const before = await record(id)
		expect(await decide([decision], 'let-in', { by: manager })).toBe(409)
		expect(await record(id)).toEqual(before)
		expect(await lineOf(decision)).toBeDefined()
	})
	test('work of another project, or in an unknown format, cannot be accepted, nor anything together with it', async () => {
		const { phone, person } = await enrolledPhone(server)
		await setActive(person, false)
		const fine = phone.edit(phone.newRecord(), { a: 1 })
		const elsewhere = rewritten(phone.edit(phone.newRecord(), { a: 1 }), { project: 'elsewhere' })
		expect(await codesOf(phone, [fine, elsewhere])).toEqual(['quarantined', 'quarantined'])
		expect((await lineOf(elsewhere))?.why).toBe('other-project')
		expect(await decide([fine, elsewhere], 'let-in')).toBe(409)
		expect(await lineOf(fine)).toBeDefined()
	})
	test('work sent under another enrolment is accepted under its claimed author, never as the desk’s', async () => {
		const [{ phone }, { phone: other }] = [await enrolledPhone(server), await enrolledPhone(server)]
		const fromOtherPhone = other.edit(other.newRecord(), { a: 1 })
		// The desk of a data manager, for which a forged approval would speak.
		const own = phone.edit(phone.newRecord(), { a: 1 })
		await codesOf(phone, [own])
		await deskEdit(server, manager.person, own.revision.record, { a: 2 })
		const { device = '' } =
			(await server.store.reading.db
				.selectFrom('device')
				.select('id as device')
				.where('person', '=', manager.person.id)
				.executeTakeFirst()) ?? {}
		const forged = rewritten(other.edit(other.newRecord(), { a: 1 }), { author: manager.person.id, device })
		const unknown = rewritten(other.edit(other.newRecord(), { a: 1 }), { author: manager.person.id })
		expect(await codesOf(phone, [fromOtherPhone, forged, unknown])).toEqual(Array(3).fill('quarantined'))
		expect(await decide([unknown], 'let-in')).toBe(409)
		expect(await lineOf(fromOtherPhone)).toMatchObject({ why: 'other-device', writtenAs: expect.any(String) })
		expect(await decide([forged], 'let-in')).toBe(409)
		expect(await decide([fromOtherPhone], 'let-in')).toBe(204)
		expect((await record(fromOtherPhone.revision.record)).history).toHaveLength(1)
		// It is attributed to the enrolment that sent it.
		await decide([fromOtherPhone], 'keep-out')
		const row = await server.store.reading.db
			.selectFrom('quarantine')
			.select(['device', 'n'])
			.where('id', '=', fromOtherPhone.id)
			.executeTakeFirst()
		expect(row).toEqual({ device: phone.enrolled.device, n: null })
	})
	test('users without access to the author cannot decide', async () => {
		const { phone, person } = await enrolledPhone(server, { districts: ['PK608'] })
		await server.store.changing.db.updateTable('person').set({ active: 0 }).where('id', '=', person).execute()
		const root = phone.edit(phone.newRecord(), { a: 1 })
		await codesOf(phone, [root])
		expect(await lineOf(root)).toBeUndefined()
		expect(await decide([root], 'let-in')).toBe(404)
		expect(await decide([{ id: 'x'.repeat(32) }], 'let-in')).toBe(404)
		// A counted revision is not in quarantine, and cannot be decided here.
		const { phone: own } = await enrolledPhone(server)
		const counted = own.edit(own.newRecord(), { a: 1 })
		await codesOf(own, [counted])
		expect(await decide([counted], 'keep-out')).toBe(404)
	})
	test('the record is named to users with access to it, and to nobody else', async () => {
		const { phone } = await enrolledPhone(server, { districts: ['PK607', 'PK608'] })
		const root = phone.edit(phone.newRecord(), { 'a_visit/line/district': 'PK608' })
		const reopening = phone.edit(root.revision.record, { $status: 'draft' }, [root])
		await codesOf(phone, [root, reopening])
		expect((await lineOf(reopening))?.record).toBeNull()
		expect((await lineOf(reopening, manager))?.record?.id).toBe(root.revision.record)
	})
	test('work in an unknown format is retried at every start, and processed like new work', async () => {
		const { phone, person } = await enrolledPhone(server)
		const whole = phone.edit(phone.newRecord(), { a: 1 })
		const forbidden = phone.edit(whole.revision.record, { $void: 'twice' }, [whole])
		const foreign = rewritten(phone.edit(phone.newRecord(), { a: 1 }), { author: manager.person.id })
		const device = phone.enrolled.device
		const bytes = deflateRawSync('{"v":99}')
		await server.store.write((session) =>
			session.insertQuarantined([
				{ id: 'A'.repeat(32), device, why: 'not-understood', bytes, n: null, signature: null },
				...[whole, forbidden, foreign].map((edit) => ({
					id: edit.id,
					device,
					why: 'not-understood',
					n: edit.revision.n,
					signature: null,
					bytes: deflateRawSync(edit.bytes),
				})),
			]),
		)
		const { phone: second } = await enrolledPhone(server, { id: person })
		await second.sync(post)
		await publishForms(server.store, server.forms, [], new Date(server.clock.now).toISOString())
		expect((await record(whole.revision.record)).history.map(({ flags }) => flags)).toEqual([[]])
		expect((await second.sync(post)).revisions).toEqual([whole.id])
		const why = new Map((await listed(manager)).waiting.map((line) => [line.id, line.why]))
		expect(['A'.repeat(32), forbidden.id, foreign.id].map((id) => why.get(id))).toEqual([
			'not-understood',
			'forbidden-move',
			'other-device',
		])
		// This was not decided by a person.
		expect((await listed(manager)).decided.some(({ revision }) => revision === whole.id)).toBe(false)
	})
})
