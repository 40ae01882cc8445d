import { expect, test } from 'vitest'
import fc from '#shared/testing/fast-check'
import { sortWithYields } from './sort-with-yields.ts'

test('sorts stably like the built-in sort, and yields to other work', async () => {
	await fc.assert(
		fc.asyncProperty(
			fc.integer({ min: 0, max: 30_000 }),
			fc.integer({ min: 1, max: 50 }),
			async (many, different) => {
				const keys = Array.from({ length: many }, (_, i) => (i * 7919) % different)
				const order = await sortWithYields(many, (a, b) => (keys[a] ?? 0) - (keys[b] ?? 0))
				const expected = keys.map((_, i) => i).sort((a, b) => (keys[a] ?? 0) - (keys[b] ?? 0))
				expect([...order]).toEqual(expected)
			},
		),
		{ numRuns: 12 },
	)
	let turns = 0
	const counting = setInterval(() => turns++, 0)
	await sortWithYields(200_000, (a, b) => b - a)
	clearInterval(counting)
	expect(turns).toBeGreaterThan(5)
})
