import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { utf8 } from '#shared/kernel/bytes'
import { shortDigest } from '#shared/kernel/digest'
import type { DeviceListItem } from '#shared/sync/device-list'
import { revisionFrame, revisionToSign, signatureFrame } from '#shared/sync/revision-frame'
import { deflated, type Edit, readReply, type TestPhone } from '#shared/testing/test-phone'
import { type Desk, type ServerForTests, serverForTests } from '../../tests/helpers/desk-server.ts'
import { routeEngines } from '../../tests/helpers/fresh-engines.ts'
import { enrolledPhone, rewritten } from '../../tests/helpers/phone.ts'
import { invite } from '../people/invitations.ts'
import { addPerson } from '../people/people.ts'

describe.each(routeEngines)('phones on %s', (_, freshEngine) => {
	let server: ServerForTests
	let coordinator: Desk
	let administrator: Desk
	let post: Parameters<TestPhone['sync']>[0]
	beforeAll(async () => {
		server = await serverForTests(await freshEngine())
		coordinator = await server.desk('coordinator', ['PK607'])
		administrator = await server.desk('administrator')
		post = (await enrolledPhone(server)).post
	})
	afterAll(async () => {
		await server.close()
		expect(server.failures).toEqual([])
	})
	const listed = async (desk = coordinator) => (await desk.get('/api/devices')).body as DeviceListItem[]
	const rowOf = async ({ enrolled }: TestPhone, desk = coordinator) =>
		(await listed(desk)).find(({ id }) => id === enrolled.device)
	const manyEdits = (phone: TestPhone, count: number): Edit[] =>
		Array.from({ length: count }, () => phone.edit(phone.newRecord(), { a: 1 }))
	const switchPerson = async (desk: Desk, id: string, isActive: boolean) =>
		(await desk.post(`/api/people/${id}/activation`, { isActive })).status

	test('a phone is listed with its user, its own name, its app version, and when it was seen', async () => {
		const { phone, person } = await enrolledPhone(server)
		expect(await rowOf(phone)).toMatchObject({ lastSeen: null, app: null, inventory: null, missing: 0 })
		await phone.sync(post)
		expect(await rowOf(phone)).toMatchObject({
			person: { id: person, isActive: true },
			label: 'Android 12 · Chrome 120',
			app: 'test',
			lastSeen: new Date(server.clock.now).toISOString(),
			isRevoked: false,
			deactivation: null,
		})
	})
	test('a changed form is listed as missing on the phone until it is delivered', async () => {
		const { phone } = await enrolledPhone(server)
		expect(await rowOf(phone)).toMatchObject({ formsBehind: null })
		await phone.sync(post)
		expect(await rowOf(phone)).toMatchObject({ formsBehind: 0 })
		const manager = await server.desk('data-manager')
		const setFormState = (state: string) => manager.post('/api/forms/household/state', { state })
		expect((await setFormState('paused')).status).toBe(200)
		expect(await rowOf(phone)).toMatchObject({ formsBehind: 1 })
		await phone.sync(post)
		expect(await rowOf(phone)).toMatchObject({ formsBehind: 0 })
		await setFormState('open')
		await phone.sync(post)
		// The helpline's form goes to operators only: this phone does not receive it.
		expect((await manager.post('/api/forms/helpline/state', { state: 'paused' })).status).toBe(200)
		expect(await rowOf(phone)).toMatchObject({ formsBehind: 0 })
	})
	test('its state is shown, and invalid values are ignored', async () => {
		const { phone } = await enrolledPhone(server)
		const holds = { waiting: 0, records: 0, days: 0, drafts: 0, stuck: 0 }
		const report = async (status: object) => post((await phone.request([], status as object)).body)
		await report({ holds: { ...holds, room: 40, copyDays: 3, clock: -15 } })
		expect(await rowOf(phone)).toMatchObject({ inventory: { room: 40, copyDays: 3, clock: -15 } })
		await report({ holds: { ...holds, room: 4000 } })
		expect(await rowOf(phone)).toMatchObject({ inventory: { room: 40 } })
	})
	test('its reported storage is kept until the next report', async () => {
		const { phone } = await enrolledPhone(server)
		const holds = { waiting: 4, records: 3, days: 2, drafts: 1, stuck: 0, files: { count: 2 } }
		const report = async (status: object) => post((await phone.request([], status as object)).body)
		await report({ holds })
		const heldAt = new Date(server.clock.now).toISOString()
		server.clock.now += 3_600_000
		await phone.sync(post)
		expect(await rowOf(phone)).toMatchObject({ inventory: holds, inventoryAt: heldAt })
		// Also within the minute in which another sync is not stored.
		await report({ holds: { ...holds, records: 0, waiting: 0 } })
		expect((await rowOf(phone))?.inventory?.records).toBe(0)
	})
	test('an invalid report of its storage blocks no work', async () => {
		const { phone } = await enrolledPhone(server)
		const [edit] = manyEdits(phone, 1)
		if (!edit) throw new Error('expected one edit')
		const { body } = await phone.request(await phone.frames([edit]), { holds: { waiting: -1 } } as object)
		expect((await readReply(await post(body))).header.acks).toEqual([[edit.id, 'stored']])
		expect((await rowOf(phone))?.inventory).toBeNull()
	})
	test('missing numbers are listed; quarantined work has arrived', async () => {
		const { phone, person } = await enrolledPhone(server)
		const edits = manyEdits(phone, 12)
		const [, , , fourth] = edits
		await phone.sync(
			post,
			[0, 1, 5].flatMap((i) => edits[i] ?? []),
		)
		expect(await rowOf(phone)).toMatchObject({
			gaps: [{ first: 3, last: 5 }],
			missing: 3,
			reusedCounters: [],
		})
		await switchPerson(coordinator, person, false)
		await phone.sync(
			post,
			[fourth, edits[11]].flatMap((edit) => edit ?? []),
		)
		expect(await rowOf(phone)).toMatchObject({
			gaps: [
				{ first: 3, last: 3 },
				{ first: 5, last: 5 },
				{ first: 7, last: 11 },
			],
			missing: 7,
			quarantined: 2,
		})
		await switchPerson(coordinator, person, true)
		await phone.sync(post, edits)
		expect(await rowOf(phone)).toMatchObject({ gaps: [], missing: 0 })
	})
	test('work of a newer app is not taken for missing', async () => {
		const { phone } = await enrolledPhone(server)
		const [first, second, third] = manyEdits(phone, 3)
		if (!first || !second || !third) throw new Error('expected three edits')
		const newer = utf8(JSON.stringify({ ...second.revision, v: 2 }))
		const id = shortDigest(newer)
		const frames = [
			...(await phone.frames([first, third])),
			revisionFrame(id, await deflated(newer)),
			signatureFrame(id, await phone.enrolled.sign(revisionToSign(id))),
		]
		const { body } = await phone.request(frames)
		await post(body)
		expect(await rowOf(phone)).toMatchObject({ missing: 0, quarantined: 1 })
	})
	test('no phone fills another’s gap, or opens a gap of its own with another’s numbers', async () => {
		const [{ phone }, { phone: other }] = [await enrolledPhone(server), await enrolledPhone(server)]
		const [first, second, third] = manyEdits(phone, 3)
		await phone.sync(
			post,
			[first, third].flatMap((edit) => edit ?? []),
		)
		await other.sync(post, second ? [second] : [])
		expect(await rowOf(phone)).toMatchObject({ missing: 1 })
		expect(await rowOf(other)).toMatchObject({ missing: 0, quarantined: 1 })
	})
	test.each([
		['[F25] two copies of one phone', true],
		['[F26] a phone that was restored from an old copy', false],
	])('%s: both are stored, edits merge, and the number used twice is reported', async (_what, isClone) => {
		const { phone, person } = await enrolledPhone(server)
		const copy = phone.copy()
		const root = phone.edit(phone.newRecord(), { a: 1, b: 1 })
		const { record } = root.revision
		// The clone knows only the first number.
		const there = rewritten(copy.edit(record, { b: 2 }, [root]), { n: isClone ? 1 : 2 })
		const here = phone.edit(record, { a: 2 }, [root])
		await phone.sync(post, [root, here])
		const { header } = await copy.sync(post, [there])
		expect(header.acks).toEqual([[there.id, 'stored']])
		expect(await rowOf(phone)).toMatchObject({ reusedCounters: [isClone ? 1 : 2], missing: 0 })
		const manager = await server.desk('data-manager')
		const detail = (await manager.get(`/api/records/${record}`)).body as { leftOver: object; conflicts: [] }
		expect(detail).toMatchObject({ leftOver: { a: 2, b: 2 }, conflicts: [] })
		// Also if one of the two is quarantined, or both.
		await switchPerson(coordinator, person, false)
		const more = [1, 2].map((a) => rewritten(copy.edit(copy.newRecord(), { a }), { n: 3 }))
		await copy.sync(post, more)
		expect((await rowOf(phone))?.reusedCounters).toContain(3)
	})
	test('a coordinator sees the phones of their own districts; a demonstration user sees nothing real', async () => {
		const { phone: near } = await enrolledPhone(server, { districts: ['PK607', 'PK608'] })
		const { phone: far } = await enrolledPhone(server, { districts: ['PK609'] })
		expect([await rowOf(near), await rowOf(far)].map(Boolean)).toEqual([true, false])
		expect([await rowOf(near, administrator), await rowOf(far, administrator)].every(Boolean)).toBe(true)
		const { store, study, clock } = server
		const { id } = await addPerson(
			store,
			study,
			{
				name: 'd',
				code: 'demo-manager',
				role: 'data-manager',
				districts: 'all',
				language: 'en',
				demonstration: true,
			},
			clock.now,
		)
		expect(await listed(await server.deskOf((await invite(store, id, clock.now)).code))).toEqual([])
	})
	test('a coordinator deactivates enumerators of their own districts and their phones, and nobody else', async () => {
		const own = await enrolledPhone(server)
		const across = await enrolledPhone(server, { districts: ['PK607', 'PK608'] })
		const far = await enrolledPhone(server, { districts: ['PK609'] })
		const colleague = await server.desk('data-manager', ['PK607'])
		const statuses = []
		for (const id of [own.person, across.person, far.person, colleague.person.id, coordinator.person.id])
			statuses.push(await switchPerson(coordinator, id, false))
		expect(statuses).toEqual([204, 403, 404, 403, 403])
		const phones = []
		for (const { phone } of [own, across, far])
			phones.push(
				(await coordinator.post(`/api/devices/${phone.enrolled.device}/activation`, { isActive: false }))
					.status,
			)
		expect(phones).toEqual([204, 403, 404])
		expect(await rowOf(own.phone)).toMatchObject({
			isRevoked: true,
			person: { isActive: false },
			deactivation: { by: coordinator.person.name, at: new Date(server.clock.now).toISOString() },
		})
	})
	test('an administrator deactivates anybody except themselves', async () => {
		const manager = await server.desk('data-manager')
		expect(await switchPerson(administrator, manager.person.id, false)).toBe(204)
		expect(await switchPerson(administrator, administrator.person.id, false)).toBe(403)
		expect(await switchPerson(administrator, 'nobody', false)).toBe(404)
	})
	test('desk sessions end at once, and stay ended after reactivation', async () => {
		const manager = await server.desk('data-manager')
		expect((await manager.get('/api/me')).status).toBe(200)
		await switchPerson(administrator, manager.person.id, false)
		expect((await manager.get('/api/me')).status).toBe(401)
		await switchPerson(administrator, manager.person.id, true)
		expect((await manager.get('/api/me')).status).toBe(401)
	})
	test('a reactivated phone receives everything that it missed', async () => {
		const { phone, person } = await enrolledPhone(server)
		await phone.sync(post)
		await switchPerson(coordinator, person, false)
		await server.store.write((session) =>
			session.putDocument({ kind: 'campaign', ref: 'news', scope: 'all', body: { text: 'news' } }),
		)
		expect((await phone.sync(post)).documents).toEqual([])
		await switchPerson(coordinator, person, true)
		const { documents, header } = await phone.sync(post)
		expect(documents.map(({ ref }) => ref)).toEqual(['news'])
		expect(header.notices).toEqual([])
	})
	test('[F22] after forty days offline no sign-in is needed: the key of the phone is enough', async () => {
		const { phone } = await enrolledPhone(server)
		const [edit] = manyEdits(phone, 1)
		server.clock.now += 40 * 86_400_000
		const { header } = await phone.sync(post, edit ? [edit] : [])
		expect(header.acks.map(([, code]) => code)).toEqual(['stored'])
	})
})
