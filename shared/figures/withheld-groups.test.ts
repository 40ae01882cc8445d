import { expect, test } from 'vitest'
import { seededRandom } from '#shared/kernel/seeded-random'
import { hasTooFew } from './estimate.ts'
import {
	type Counted,
	cellId,
	groupId,
	type Layer,
	withheldAlone,
	withheldCrossed,
} from './withheld-groups.ts'

/** Somebody who was interviewed: by breakdown the group, '' for none. */
interface Asked {
	readonly cluster: number
	readonly in: Readonly<Record<string, string>>
}

const counted = (people: readonly Asked[]): Counted => {
	const [n, clusters] = [people.length, new Set(people.map(({ cluster }) => cluster)).size]
	return { n, clusters }
}
const groupsOf = (people: readonly Asked[], by: string): string[] =>
	[...new Set(people.map((each) => each.in[by] ?? ''))].filter((code) => code !== '').sort()
const layerOf = (people: readonly Asked[], by: string, outer?: string): Layer => ({
	by,
	groups: groupsOf(people, by).map((code) => {
		const own = people.filter((each) => each.in[by] === code)
		return { code, estimate: counted(own), ...(outer && { of: own[0]?.in[outer] }) }
	}),
})
/** So many in each group, each in six clusters of its own. */
const peopleOf = (groups: Readonly<Record<string, number>>, clusters = 6): Asked[] =>
	Object.entries(groups).flatMap(([code, many], g) =>
		Array.from({ length: many }, (_, i) => ({ cluster: g * 100 + (i % clusters), in: { area: code } })),
	)
const alone = (people: readonly Asked[]): string[] => [
	...withheldAlone(counted(people), [layerOf(people, 'area')]),
]

test('where each group has enough, all are told', () => {
	expect(alone(peopleOf({ a: 300, b: 300, c: 30 }))).toEqual([])
})
test('beside one group of too few the smallest other one is withheld', () => {
	expect(alone(peopleOf({ a: 300, b: 12, c: 150, d: 200 }))).toEqual(['area c'])
})
test('two of too few hide each other, if they are not too few together', () => {
	expect(alone(peopleOf({ a: 300, b: 20, c: 20 }))).toEqual([])
	expect(alone(peopleOf({ a: 300, b: 10, c: 10 }))).toEqual(['area a'])
})
test('many interviews in few clusters are too few as well', () => {
	const inFew = peopleOf({ x: 100 }, 3)
	expect(
		alone([
			...inFew,
			...peopleOf({ a: 300, b: 150 }).map((each) => ({ ...each, cluster: each.cluster + 1000 })),
		]),
	).toEqual(['area b'])
})
test('for those who are in no group nobody is withheld; they hide a group if there are enough of them', () => {
	const nowhere = (many: number) => peopleOf({ '': many })
	expect(alone([...peopleOf({ a: 300, b: 150 }), ...nowhere(2)])).toEqual([])
	expect(alone([...peopleOf({ a: 300, b: 150, c: 10 }), ...nowhere(2)])).toEqual(['area b'])
	expect(alone([...peopleOf({ a: 300, b: 150, c: 25 }), ...nowhere(40)])).toEqual([])
})

/** A figure that can be looked at, and the people whom it is of. */
interface Seen extends Counted {
	readonly id: string
	readonly of: ReadonlySet<Asked>
}

/** All breakdowns alone and one within another, as they are told. */
function tables(people: readonly Asked[], layers: readonly Layer[], crossed: readonly [number, number][]) {
	const whole = counted(people)
	const withheld = new Set(withheldAlone(whole, layers))
	const seen: Seen[] = [{ id: 'all', of: new Set(people), ...whole }]
	const put = (id: string, own: readonly Asked[]) => seen.push({ id, of: new Set(own), ...counted(own) })
	for (const { by, groups } of layers)
		for (const { code } of groups)
			put(
				groupId(by, code),
				people.filter((each) => each.in[by] === code),
			)
	for (const [a, b] of crossed) {
		const [one, other] = [layers[a], layers[b]]
		if (!one || !other) continue
		const cells = one.groups.flatMap((row, i) =>
			other.groups.map((column, j) => {
				const own = people.filter((each) => each.in[one.by] === row.code && each.in[other.by] === column.code)
				put(cellId(groupId(one.by, row.code), groupId(other.by, column.code)), own)
				return { at: [i, j] as const, estimate: counted(own) }
			}),
		)
		const found = withheldCrossed(whole, [one, other], cells, withheld)
		const turned = cells.map(({ at: [i, j], estimate }) => ({ at: [j, i] as const, estimate }))
		// whichever comes first
		expect(withheldCrossed(whole, [other, one], turned.reverse(), withheld)).toEqual(found)
		for (const id of found) withheld.add(id)
	}
	return { seen, withheld }
}

/** Whether whoever has the sums can make another one of them, by any adding and subtracting. */
function canBeMade(sums: readonly Seen[], wanted: Seen, people: readonly Asked[]): boolean {
	// people who are in the same figures are of one kind
	const kinds = new Map<string, Asked>()
	for (const each of people) kinds.set(JSON.stringify(Object.entries(each.in).sort()), each)
	const rowOf = ({ of }: Seen) => {
		const codes = new Set([...of].map((each) => JSON.stringify(Object.entries(each.in).sort())))
		return [...kinds.keys()].map((kind) => (codes.has(kind) ? 1 : 0))
	}
	const basis: number[][] = []
	const left = (row: readonly number[]) =>
		basis.reduce<number[]>(
			(rest, known) => {
				const first = known.findIndex((each) => each !== 0)
				const factor = (rest[first] ?? 0) / (known[first] ?? 1)
				return rest.map((each, i) => clean(each - factor * (known[i] ?? 0)))
			},
			[...row],
		)
	for (const sum of sums) {
		const row = left(rowOf(sum))
		if (row.some((each) => each !== 0)) basis.push(row)
	}
	return left(rowOf(wanted)).every((each) => each === 0)
}
const clean = (value: number): number => (Math.abs(value) < 1e-9 ? 0 : value)

/** Districts in provinces, two sexes, and four ages that some do not tell, of any sizes. */
function anyPeople(seed: number): Asked[] {
	const { below, next } = seededRandom(seed)
	const provinces = 1 + below(3)
	return Array.from({ length: 2 + below(6) }, (_, d) => {
		const [many, clusters] = [[3, 25, 40, 120, 300][below(5)] ?? 0, 2 + below(8)]
		const women = next()
		return Array.from({ length: many }, (_each, i) => ({
			cluster: d * 20 + (i % clusters),
			in: {
				district: `d${d}`,
				province: `p${d % provinces}`,
				sex: next() < 0.01 ? '' : next() < women ? 'female' : 'male',
				age: ['18', '25', '35', '50', ''][below(5) % (1 + below(5))] ?? '',
			},
		}))
	}).flat()
}

test('of a table with one row of too few the smallest other row is withheld, and no more', () => {
	const people = ['few', 'small', 'large'].flatMap((district, d) =>
		Array.from({ length: [12, 100, 300][d] ?? 0 }, (_, i) => ({
			cluster: d * 20 + (Math.floor(i / 2) % 6),
			in: { district, sex: i % 2 ? 'male' : 'female' },
		})),
	)
	const layers = [layerOf(people, 'district'), layerOf(people, 'sex')]
	expect([...tables(people, layers, [[0, 1]]).withheld].sort()).toEqual([
		'district small',
		'district small × sex female',
		'district small × sex male',
	])
})
test.each(Array.from({ length: 25 }, (_, i) => i + 1))(
	'whoever adds and subtracts all that is told finds no group of too few (seed %i)',
	(seed) => {
		const people = anyPeople(seed)
		const layers = [
			layerOf(people, 'district', 'province'),
			layerOf(people, 'province'),
			layerOf(people, 'sex'),
			layerOf(people, 'age'),
		]
		for (const crossed of [[], [[0, 2]], [[0, 3]], [[2, 3]]] as [number, number][][]) {
			const { seen, withheld } = tables(people, layers, crossed)
			const isTooFew = ({ n, clusters }: Seen) => hasTooFew(n, clusters)
			const told = seen.filter((each) => !isTooFew(each) && !withheld.has(each.id))
			const few = seen.filter((each) => each.n > 0 && isTooFew(each))
			expect(few.filter((each) => canBeMade(told, each, people)).map(({ id }) => id)).toEqual([])
		}
	},
)
