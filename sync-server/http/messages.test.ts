import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { MessageDocument } from '#shared/study/message'
import { type Desk, type ServerForTests, serverForTests } from '../../tests/helpers/desk-server.ts'
import { routeEngines } from '../../tests/helpers/fresh-engines.ts'
import { enrolledPhone } from '../../tests/helpers/phone.ts'

const text = { en: 'Rain in the hills', ur: 'پہاڑوں میں بارش' }
/** The server's clock is on the 15th. */
const until = '2026-01-16'

describe.each(routeEngines)('the message of the day on %s', (_, freshEngine) => {
	let server: ServerForTests
	let coordinator: Desk
	beforeAll(async () => {
		server = await serverForTests(await freshEngine())
		coordinator = await server.desk('coordinator', ['PK607', 'PK608'])
	})
	afterAll(async () => {
		await server.close()
		expect(server.failures).toEqual([])
	})
	const sendMessage = (more: object = {}, by = coordinator) =>
		by.post('/api/messages', { districts: ['PK607', 'PK608'], text, until, ...more })
	const listed = async (by = coordinator) => (await by.get('/api/messages')).body as MessageDocument[]

	test('is sent to phones once, for each district in which it is new', async () => {
		const { phone, post } = await enrolledPhone(server, { districts: ['PK607'] })
		await phone.sync(post, [])
		expect((await sendMessage({ districts: ['PK607'] })).status).toBe(204)
		expect((await sendMessage()).status).toBe(204)
		const { documents } = await phone.sync(post, [])
		expect(documents.map(({ kind, ref }) => `${kind} ${ref}`)).toEqual([
			...['message message:PK607', 'message message:PK608'],
		])
		expect(documents[0]?.body).toMatchObject({ district: 'PK607', text, until })
		// Phones receive the deletion too.
		expect((await sendMessage({ districts: ['PK607'], text: {} })).status).toBe(204)
		expect((await phone.sync(post, [])).documents.map(({ body }) => body)).toMatchObject([{ text: {} }])
		expect((await listed()).map(({ district }) => district)).toEqual(['PK608'])
	})
	test('is limited to own districts, and to days that are not over', async () => {
		expect((await sendMessage({ districts: ['PK609'] })).status).toBe(403)
		expect((await sendMessage({ districts: ['PK999'] })).status).toBe(404)
		expect((await sendMessage({ until: '2026-01-14' })).status).toBe(422)
		expect((await sendMessage({ until: '2026-02-15' })).status).toBe(422)
		expect((await sendMessage({ text: { en: ' ' } })).status).toBe(422)
		expect((await sendMessage({}, await server.desk('data-manager'))).status).toBe(403)
		expect(await listed(await server.desk('coordinator', ['PK609']))).toEqual([])
	})
	test('is not shown to a demonstration user', async () => {
		const shows = await server.desk('coordinator', ['PK607'])
		expect((await sendMessage()).status).toBe(204)
		expect(await listed(shows)).toHaveLength(1)
		await server.store.changing.db
			.updateTable('person')
			.set({ demonstration: 1 })
			.where('id', '=', shows.person.id)
			.execute()
		expect(await listed(shows)).toEqual([])
	})
	test('leaves the list when its day is over', async () => {
		expect((await sendMessage()).status).toBe(204)
		expect(await listed()).toHaveLength(2)
		server.clock.now += 2 * 86_400_000
		const later = await server.desk('coordinator', ['PK607'])
		expect(await listed(later)).toEqual([])
	})
})
