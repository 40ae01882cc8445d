import { expect, test } from 'vitest'
import fc from '#shared/testing/fast-check'
import { createKAnonymizer } from './k-anonymity.ts'

/** Returns what is published of each: a value, or `*` if it is suppressed. */
async function publishedRows(people: readonly (readonly string[])[], fewest: number): Promise<string[]> {
	const anonymizer = createKAnonymizer(fewest, people[0]?.length ?? 0)
	for (const each of people) anonymizer.add(each)
	await anonymizer.suppress(async () => {})
	return people.map((each) => {
		const disclosable = anonymizer.areDisclosable(each)
		return each.map((value, i) => (disclosable[i] ? value : '*')).join(' ')
	})
}
const times = <T>(n: number, one: T): T[] => Array.from({ length: n }, () => one)
const countOf = (seen: readonly string[], what: string) => seen.filter((each) => each === what).length

test('a value shared by enough people is published', async () => {
	const people = [...times(5, ['PK607', 'male', '30']), ...times(5, ['PK607', 'female', '40'])]
	expect(await publishedRows(people, 5)).toEqual(people.map((each) => each.join(' ')))
})
test('where too few people are alike a value is suppressed, and later values are published where enough share them', async () => {
	const people = [
		...times(4, ['PK607', '30', 'school']),
		...times(4, ['PK607', '40', 'school']),
		...times(7, ['PK607', '50', 'none']),
	]
	const seen = await publishedRows(people, 5)
	expect([countOf(seen, 'PK607 * school'), countOf(seen, 'PK607 50 none')]).toEqual([8, 7])
	expect(new Set(await publishedRows(people.slice(0, 4), 5))).toEqual(new Set(['* * *']))
})
test('one suppressed value alone would be deducible: the next smallest are suppressed with it', async () => {
	const people = [...times(20, ['male', 'a']), ...times(9, ['male', 'b']), ['male', 'c']]
	const seen = await publishedRows(people, 5)
	expect([countOf(seen, 'male a'), countOf(seen, 'male *')]).toEqual([20, 10])
})
const value = fc.constantFrom('a', 'b', 'c', 'd', '')
const people = fc.array(fc.tuple(value, value, value), { minLength: 1, maxLength: 200 })
test('every published combination has at least the requested number of people', async () => {
	await fc.assert(
		fc.asyncProperty(people, fc.integer({ min: 2, max: 12 }), async (all, fewest) => {
			const seen = await publishedRows(all, fewest)
			const groups = new Map<string, number>()
			for (const each of seen) groups.set(each, (groups.get(each) ?? 0) + 1)
			// unless all of them together are too few
			return [...groups.values()].every((number) => number >= Math.min(fewest, all.length))
		}),
	)
})
test('people who are already k-anonymous cause no suppression', async () => {
	await fc.assert(
		fc.asyncProperty(people, async (all) => {
			const seen = await publishedRows(all, 3)
			// the first value is suppressed only if few have it, or to protect others
			const counts = new Map<string, number>()
			for (const [first] of all) counts.set(first, (counts.get(first) ?? 0) + 1)
			const few = [...counts.values()].filter((number) => number < 3)
			return few.length > 0 || seen.every((each) => !each.startsWith('*'))
		}),
	)
})
test('the order of people changes nothing', async () => {
	await fc.assert(
		fc.asyncProperty(people, async (all) => {
			const reversed = await publishedRows([...all].reverse(), 4)
			expect(reversed.reverse()).toEqual(await publishedRows(all, 4))
		}),
	)
})
