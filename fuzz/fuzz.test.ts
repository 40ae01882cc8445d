import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { engines } from '../tests/fresh-engines.ts'
import { endpoints, everyDoor } from './endpoints.ts'
import { fuzzEndpoint, fuzzParser } from './fuzz.ts'
import { mutatedBytes, mutatedJson, randomFor } from './mutate.ts'
import { parsers } from './parsers.ts'

// `npm run fuzz -- --inputs 100000 --seed 7` tries many more: it runs these, with other figures
const { ZILA_FUZZ_INPUTS, ZILA_FUZZ_SEED = '1', ZILA_FUZZ_FROM = '0' } = process.env
const inputs = (usual: number) => ({
	...{ seed: Number(ZILA_FUZZ_SEED), from: Number(ZILA_FUZZ_FROM) },
	many: ZILA_FUZZ_INPUTS ? Number(ZILA_FUZZ_INPUTS) : usual,
})

test('the same seed gives the same inputs, another one others', async () => {
	const [first] = await parsers()
	const made = (seed: number) =>
		Array.from({ length: 50 }, (_, i) => [
			[...mutatedBytes(randomFor(seed, i), first?.examples ?? [])],
			mutatedJson(randomFor(seed, i), { a: ['x', 1] }),
		])
	expect(made(1)).toEqual(made(1))
	expect(made(1)).not.toEqual(made(2))
})
test.each((await parsers()).map((parser) => [parser.name, parser] as const))(
	'whatever is to be read as %s, it is read, or a problem is said',
	async (_, parser) => {
		// what was right is read as it is: else nothing would be tried but refusals
		for (const example of parser.examples) await parser.read(Uint8Array.from(example))
		expect(await fuzzParser(parser, inputs(parser.name.startsWith('large') ? 20 : 300))).toEqual([])
	},
)
describe.each(engines)('whatever is asked on %s', (_, freshEngine) => {
	let doors: Awaited<ReturnType<typeof endpoints>>
	beforeAll(async () => {
		doors = await endpoints(await freshEngine())
	})
	afterAll(() => doors.close())
	test('every door is among them', () => {
		expect(doors.routes.sort()).toEqual([...everyDoor].sort())
	})
	test.each(everyDoor)(
		'of %s, it answers without a failure of ours, and says nothing of itself',
		async (door) => {
			expect(await fuzzEndpoint(doors.endpoint(door), doors.failures, inputs(25))).toEqual([])
		},
	)
})
