import fc from 'fast-check'
import { expect, test } from 'vitest'
import { tellAlike } from './tell-alike.ts'

const toldOf = (people: readonly (readonly string[])[], fewest: number): string[] => {
	const alike = tellAlike(fewest)
	for (const each of people) alike.add(each)
	return people.map((each) => each.slice(0, alike.told(each)).join(' '))
}
const times = <T>(n: number, one: T): T[] => Array.from({ length: n }, () => one)

test('what enough people have is told, from the first value on', () => {
	const people = [...times(5, ['PK607', 'male', '30']), ...times(5, ['PK607', 'female', '40'])]
	expect(toldOf(people, 5)).toEqual(people.map((each) => each.join(' ')))
})
test('where too few are alike the last is hidden first', () => {
	const people = [...times(4, ['PK607', 'male', '30']), ...times(4, ['PK607', 'male', '40'])]
	expect(new Set(toldOf(people, 5))).toEqual(new Set(['PK607 male']))
	expect(new Set(toldOf(people.slice(0, 4), 5))).toEqual(new Set(['']))
})
test('one that is hidden alone would be known by what it is not: the next smallest are hidden with it', () => {
	const people = [...times(20, ['male', 'a']), ...times(9, ['male', 'b']), ['male', 'c']]
	const told = toldOf(people, 5)
	expect(told.filter((each) => each === 'male a')).toHaveLength(20)
	expect(told.filter((each) => each === 'male')).toHaveLength(10)
})
test('nobody is among fewer than that, in what is told of them and in what is hidden', () => {
	const value = fc.constantFrom('a', 'b', 'c', 'd', '')
	const people = fc.array(fc.tuple(value, value, value), { maxLength: 200 })
	fc.assert(
		fc.property(people, fc.integer({ min: 2, max: 12 }), (all, fewest) => {
			const depths = toldDepths(all, fewest)
			const groups = new Map<string, number>()
			for (const [i, each] of all.entries()) {
				const depth = depths[i] ?? 0
				const key = JSON.stringify([depth, ...each.slice(0, depth)])
				groups.set(key, (groups.get(key) ?? 0) + 1)
			}
			// but for all of them together being too few
			return [...groups.values()].every((many) => many >= Math.min(fewest, all.length))
		}),
	)
})
test('the order in which they come changes nothing', () => {
	const value = fc.constantFrom('a', 'b', 'c')
	fc.assert(
		fc.property(fc.array(fc.tuple(value, value), { maxLength: 60 }), (all) => {
			const turned = [...all].reverse()
			expect(toldOf(turned, 4)).toEqual(toldOf(all, 4).reverse())
		}),
	)
})

function toldDepths(all: readonly (readonly string[])[], fewest: number): number[] {
	const alike = tellAlike(fewest)
	for (const each of all) alike.add(each)
	return all.map((each) => alike.told(each))
}
