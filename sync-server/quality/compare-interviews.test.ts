import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { seededRandom } from '#shared/kernel/seeded-random'
import { substantiveItems, writePacked } from '#shared/quality/packed-answers'
import { type ServerForTests, serverForTests } from '../../tests/desk-for-tests.ts'
import { engines } from '../../tests/fresh-engines.ts'
import { compareInterviews } from './compare-interviews.ts'

const leastItems = 45

describe.each(engines)('near-duplicates on %s', (_, freshEngine) => {
	let server: ServerForTests
	beforeAll(async () => {
		server = await serverForTests(await freshEngine())
	})
	afterAll(() => server.close())
	const rows = () =>
		server.store.reading
			.selectFrom('interview')
			.select(['record', 'compared', 'alike', 'alike_permille'])
			.orderBy('record')
			.execute()

	test.each([1, 2, 3])(
		'are the same in whatever order interviews come, and change (seed %i)',
		async (seed) => {
			const random = seededRandom(seed)
			await server.store.db.deleteFrom('interview').execute()
			const models = [0, 1, 2].map(() =>
				random.bytes(substantiveItems.length).map((byte) => 1 + (byte % 250)),
			)
			/** Like one of few, so that many are as near as each other. */
			const some = (i: number) => {
				const packed = random.pick(models).slice()
				for (let k = random.below(14); k > 0; k--) packed[random.below(packed.length)] = random.below(4)
				return {
					...{
						record: `r${i}`,
						round: 'endline',
						district: 'PK607',
						cluster: 'PK607-01',
						person: 'p',
						made: 1,
					},
					finished: new Date(Date.UTC(2026, 0, 1) + i * 60_000).toISOString(),
					...{ demonstration: 0 as const, facts: '{}', answers: writePacked(packed) },
				}
			}
			const waiting = Array.from({ length: 40 }, (__, i) => i)
			while (waiting.length > 0) {
				const coming = Array.from({ length: 1 + random.below(5) }, () =>
					waiting.length > 0 ? waiting.splice(random.below(waiting.length), 1) : [],
				).flat()
				await server.store.write((session) => session.saveInterviews(coming.map(some), []))
				await compareInterviews(server.store, { leastItems, most: 1 + random.below(6) })
				// one is corrected, another void
				await server.store.write((session) =>
					session.saveInterviews([some(coming[0] ?? 0)], random.chance(0.6) ? [`r${random.below(40)}`] : []),
				)
			}
			await compareInterviews(server.store, { leastItems })
			const found = await rows()
			expect(found.filter(({ alike }) => alike !== null).length).toBeGreaterThan(5)
			await server.store.db
				.updateTable('interview')
				.set({ compared: 0, alike: null, alike_permille: null })
				.execute()
			await compareInterviews(server.store, { leastItems })
			expect(found).toEqual(await rows())
		},
	)
})
