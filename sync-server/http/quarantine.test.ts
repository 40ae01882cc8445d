import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { QuarantineListResponse } from '#shared/review/quarantine'
import { type Desk, type ServerForTests, serverForTests } from '../../tests/helpers/desk-server.ts'
import { routeEngines } from '../../tests/helpers/fresh-engines.ts'
import { enrolledPhone } from '../../tests/helpers/phone.ts'
import { invite } from '../people/invitations.ts'
import { addPerson } from '../people/people.ts'

describe.each(routeEngines)('quarantined work on %s', (_, freshEngine) => {
	let server: ServerForTests
	beforeAll(async () => {
		server = await serverForTests(await freshEngine())
		const { store, study, clock } = server
		const demo = await addPerson(
			store,
			study,
			{
				name: 'demo',
				code: 'demo',
				role: 'enumerator',
				districts: ['PK607'],
				language: 'ur',
				demonstration: true,
			},
			clock.now,
		)
		for (const person of [
			{ code: 'of-607', districts: ['PK607'] },
			{ code: 'of-608', districts: ['PK608'] },
			{ code: 'of-both', districts: ['PK607', 'PK608'] },
			{ code: 'demo', id: demo.id },
		]) {
			const { phone, post } = await enrolledPhone(server, person)
			await phone.sync(post, [phone.edit(phone.newRecord(), { $void: 'mine' })])
		}
		await store.write((session) =>
			session.insertQuarantined([
				{
					id: 'x'.repeat(32),
					device: 'nobody knows',
					why: 'other-device',
					signature: null,
					bytes: new Uint8Array(3),
					n: null,
				},
			]),
		)
	})
	afterAll(() => server.close())
	const authorsFor = async (desk: Desk) =>
		((await desk.get('/api/quarantine')).body as QuarantineListResponse).waiting
			.map(({ author }) => author)
			.sort()

	test('users with all districts see all, also of an unknown author', async () => {
		const everyone = ['', 'demo', 'of-607', 'of-608', 'of-both']
		expect(await authorsFor(await server.desk('data-manager'))).toEqual(everyone)
	})
	test('users with some districts see the work of enumerators sharing one', async () => {
		expect(await authorsFor(await server.desk('data-manager', ['PK607']))).toEqual([
			'demo',
			'of-607',
			'of-both',
		])
		expect(await authorsFor(await server.desk('data-manager', ['PK608', 'PK609']))).toEqual([
			'of-608',
			'of-both',
		])
		expect(await authorsFor(await server.desk('data-manager', ['PK609']))).toEqual([])
	})
	test('a demonstration user sees nothing real', async () => {
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
		const desk = await server.deskOf((await invite(store, id, clock.now)).code)
		expect(await authorsFor(desk)).toEqual(['demo'])
	})
})
