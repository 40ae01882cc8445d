import { describe, expect, test } from 'vitest'
import type { Overview } from '#shared/coverage/overview'
import { serverForTests } from '../../tests/helpers/desk-server.ts'
import { engines } from '../../tests/helpers/fresh-engines.ts'
import { enrolledPhone } from '../../tests/helpers/phone.ts'

const dayMs = 86_400_000

describe.each(engines)('the overview on %s', (_, freshEngine) => {
	test('counts the phones of the districts, the silent ones among them, and knows the oldest record in the queue', async () => {
		const server = await serverForTests(await freshEngine())
		const coordinator = await server.desk('coordinator', ['PK607'])
		const here = await enrolledPhone(server, { districts: ['PK607'], code: 'amina' })
		await enrolledPhone(server, { districts: ['PK608'], code: 'bano' })
		const overviewFor = async ({ get }: typeof coordinator): Promise<Overview> =>
			(await get('/api/overview?round=endline')).body as Overview
		expect(await overviewFor(coordinator)).toEqual({
			dates: { firstDay: null, lastDay: null, startedOn: null },
			devices: { active: 1, silent: 0 },
			oldestInQueue: null,
			sampledDistricts: [],
			unreplacedClusters: [],
		})
		const edit = here.phone.edit(here.phone.newRecord(), {
			'a_visit/line/round': 'endline',
			'a_visit/line/district': 'PK607',
			$status: 'submitted',
		})
		await here.phone.sync(here.post, [edit])
		const { oldestInQueue } = await overviewFor(coordinator)
		expect(Date.parse(oldestInQueue ?? '')).toBeGreaterThan(0)
		server.clock.now += 3 * dayMs
		const later = await server.desk('coordinator', ['PK607'])
		expect((await overviewFor(later)).devices).toEqual({ active: 1, silent: 1 })
		// administrators see all phones, and have no review queue
		expect(await overviewFor(await server.desk('administrator'))).toMatchObject({
			devices: { active: 2, silent: 2 },
			oldestInQueue: null,
		})
		await server.close()
	})

	test('counts phones of the demonstration in its rounds only', async () => {
		const server = await serverForTests(await freshEngine(), { demonstration: true })
		await enrolledPhone(server, { code: 'amina' })
		const { person: demonstrated } = await enrolledPhone(server, { code: 'demo-amina' })
		await server.store.changing.db
			.updateTable('person')
			.set({ demonstration: 1 })
			.where('id', '=', demonstrated)
			.execute()
		const administrator = await server.desk('administrator')
		const devicesIn = async (round: string) =>
			((await administrator.get(`/api/overview?round=${round}`)).body as Overview).devices
		await enrolledPhone(server, { code: 'bano' })
		expect(await devicesIn('endline')).toEqual({ active: 2, silent: 0 })
		expect(await devicesIn('demo')).toEqual({ active: 1, silent: 0 })
		await server.close()
	})
})
