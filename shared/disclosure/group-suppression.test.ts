import { expect, test } from 'vitest'
import { type SeededRandom, seededRandom } from '#shared/kernel/seeded-random'
import { type KindSet, solvedSets } from '#shared/testing/lattice-attack'
import { hasTooFew } from '../statistics/minimum-base.ts'
import { cellId, groupId, type Layer } from './breakdown-cells.ts'
import { computeGroupSuppression } from './group-suppression.ts'

/** An interview: its group in each breakdown, '' for none. */
interface Interview {
	readonly cluster: number
	readonly in: Readonly<Record<string, string>>
}

const hasFew = (people: readonly Interview[]): boolean =>
	hasTooFew(people.length, new Set(people.map(({ cluster }) => cluster)).size)
const groupsOf = (people: readonly Interview[], by: string): string[] =>
	[...new Set(people.map((each) => each.in[by] ?? ''))].filter((code) => code !== '').sort()
function layerOf(people: readonly Interview[], by: string): Layer {
	const codes = groupsOf(people, by)
	const provinceOf = (code: string) => people.find(({ in: { district } }) => district === code)?.in.province
	return {
		by,
		groups: codes.map((code) => ({ code, ...(by === 'district' && { of: provinceOf(code) }) })),
		group: people.map((each) => codes.indexOf(each.in[by] ?? '')),
	}
}

async function settle(
	people: readonly Interview[],
	names: readonly string[],
	counting: readonly Interview[] = people,
): Promise<ReadonlySet<string>> {
	const lines = {
		cluster: people.map(({ cluster }) => cluster),
		clusters: Math.max(...people.map(({ cluster }) => cluster)) + 1,
	}
	const settled = computeGroupSuppression({ lines, layers: names.map((by) => layerOf(people, by)) })
	const ofAll = await settled(people.map(() => 1))
	if (counting === people) return ofAll
	const counted = new Set(counting)
	return settled(
		people.map((each) => (counted.has(each) ? 1 : 0)),
		ofAll,
	)
}

/** Interviews in each group, each group with six clusters of its own. */
const peopleOf = (groups: Readonly<Record<string, number>>, clusters = 6): Interview[] =>
	Object.entries(groups).flatMap(([code, many], g) =>
		Array.from({ length: many }, (_, i) => ({ cluster: g * 100 + (i % clusters), in: { area: code } })),
	)
const readable = (ids: ReadonlySet<string>): string[] =>
	[...ids].map((id) => id.replaceAll('\n\n', ' × ').replaceAll('\n', ' ')).sort()
const suppressedAreas = async (people: readonly Interview[]): Promise<string[]> =>
	readable(await settle(people, ['area']))

test('where each group is large enough, all are published', async () => {
	expect(await suppressedAreas(peopleOf({ a: 300, b: 300, c: 30 }))).toEqual([])
})
test('with one small group, the next smallest is suppressed as well', async () => {
	expect(await suppressedAreas(peopleOf({ a: 300, b: 12, c: 150, d: 200 }))).toEqual(['area c'])
})
test('two small groups protect each other unless they are too small together', async () => {
	expect(await suppressedAreas(peopleOf({ a: 300, b: 20, c: 20 }))).toEqual([])
	expect(await suppressedAreas(peopleOf({ a: 300, b: 10, c: 10 }))).toEqual(['area a'])
})
test('many interviews in few clusters are suppressed as well', async () => {
	const inFew = peopleOf({ x: 100 }, 3)
	expect(
		await suppressedAreas([
			...inFew,
			...peopleOf({ a: 300, b: 150 }).map((each) => ({ ...each, cluster: each.cluster + 1000 })),
		]),
	).toEqual(['area b'])
})
test('two groups with few clusters protect each other where their clusters together are enough', async () => {
	const inFew = peopleOf({ x: 100, y: 100 }, 3)
	expect(
		await suppressedAreas([
			...inFew,
			...peopleOf({ a: 300 }).map((each) => ({ ...each, cluster: each.cluster + 1000 })),
		]),
	).toEqual([])
	// the same clusters
	const inTheSame = inFew.map((each) => ({ ...each, cluster: each.cluster % 100 }))
	expect(await suppressedAreas([...inTheSame, ...peopleOf({ a: 300 })])).toEqual(['area a'])
})
test('interviews in no group cause no suppression, and protect a group if there are enough of them', async () => {
	const ungrouped = (many: number) => peopleOf({ '': many })
	expect(await suppressedAreas([...peopleOf({ a: 300, b: 150 }), ...ungrouped(2)])).toEqual([])
	expect(await suppressedAreas([...peopleOf({ a: 300, b: 150, c: 10 }), ...ungrouped(2)])).toEqual(['area b'])
	expect(await suppressedAreas([...peopleOf({ a: 300, b: 150, c: 25 }), ...ungrouped(40)])).toEqual([])
})

/** Interviews by row and column, each cell with its own clusters. */
const tableOf = (cells: readonly (readonly number[])[]): Interview[] =>
	cells.flatMap((row, r) =>
		row.flatMap((many, c) =>
			Array.from({ length: many }, (_, i) => ({
				cluster: (r * row.length + c) * 10 + (i % 6),
				in: { district: `d${r}`, province: 'p', area: `a${c}` },
			})),
		),
	)
const ofTable = async (cells: readonly (readonly number[])[]) =>
	readable(await settle(tableOf(cells), ['district', 'province', 'area']))

test('a table whose cells are all large enough is published with its rows, columns and total', async () => {
	expect(await ofTable(Array.from({ length: 31 }, () => [150, 150]))).toEqual([])
	expect(
		await ofTable([
			[30, 270],
			[270, 30],
			[300, 0],
		]),
	).toEqual([])
})
test('in a table with one small row only the smallest other row is suppressed as well', async () => {
	expect(
		await ofTable([
			[6, 6],
			[50, 50],
			[150, 150],
		]),
	).toEqual(['area a0 × district d1', 'area a1 × district d1', 'district d1', 'district d1 × province p'])
})
test('with one small cell a rectangle is suppressed, and districts and areas are published', async () => {
	expect(
		await ofTable([
			[12, 288],
			[100, 200],
			[150, 150],
		]),
	).toEqual([...['area a0 × district d1', 'area a1 × district d0', 'area a1 × district d1']])
})
test('where both breakdowns alone disclose a cell, the breakdown that is not geographic is suppressed', async () => {
	// 300 of the first district minus 288 in towns, all of whom live there, are the 12
	expect(
		await ofTable([
			[288, 12],
			[0, 300],
		]),
	).toEqual([
		...['area a0', 'area a0 × district d0', 'area a0 × province p', 'area a1', 'area a1 × province p'],
	])
})
test('suppressed cells together are large enough as well', async () => {
	const people = tableOf([
		[3, 40],
		[0, 3],
	])
	const withheld = await settle(people, ['district', 'province', 'area'])
	expect(recoverableGroups(people, withheld, ['district', 'area'])).toEqual([])
})
test('the order of breakdowns changes nothing', async () => {
	const people = tableOf([
		[288, 12, 40],
		[0, 300, 8],
		[60, 10, 90],
	])
	const found = readable(await settle(people, ['district', 'province', 'area']))
	expect(readable(await settle(people, ['area', 'province', 'district']))).toEqual(found)
})

/**
 * Returns the people with too few interviews who can be computed from everything published by addition and
 * subtraction: by linear algebra, independent of networks and flows.
 */
function recoverableGroups(
	people: readonly Interview[],
	withheld: ReadonlySet<string>,
	[one, other]: readonly [string, string],
	isCrossed = true,
): string[] {
	const kindOf = ({ in: { district, ...groups } }: Interview) => JSON.stringify([district, groups[other]])
	const kinds = [...new Set(people.map(kindOf))].sort()
	const own = new Map(kinds.map((kind) => [kind, people.filter((each) => kindOf(each) === kind)]))
	const published: number[][] = []
	const publish = (id: string, isIn: (each: Interview) => boolean) => {
		const some = people.filter(isIn)
		if (hasFew(some) || withheld.has(id)) return
		const included = new Set(some.map(kindOf))
		published.push(kinds.map((kind) => (included.has(kind) ? 1 : 0)))
	}
	publish('', () => true)
	for (const by of new Set(['district', 'province', one, other]))
		for (const code of groupsOf(people, by)) publish(groupId(by, code), (each) => each.in[by] === code)
	if (isCrossed)
		for (const row of groupsOf(people, one))
			for (const column of groupsOf(people, other))
				publish(
					cellId(groupId(one, row), groupId(other, column)),
					(each) => each.in[one] === row && each.in[other] === column,
				)
	const free = nullSpace(published, kinds.length)
	const few = [...kinds.keys()].filter((k) => hasFew(own.get(kinds[k] ?? '') ?? []))
	const isProtected = (k: number) => (JSON.parse(kinds[k] ?? '') as string[]).every((code) => code !== '')
	const found: string[] = []
	// a set with too few has only parts with too few
	const search = (at: number, chosen: readonly number[]) => {
		const all = chosen.flatMap((k) => own.get(kinds[k] ?? '') ?? [])
		if (chosen.length > 0 && !hasFew(all)) return
		const isFound = free.every((way) => Math.abs(chosen.reduce((sum, k) => sum + (way[k] ?? 0), 0)) < 1e-9)
		if (chosen.some(isProtected) && isFound) found.push(chosen.map((k) => kinds[k]).join(' + '))
		for (let next = at; next < few.length; next++) search(next + 1, [...chosen, few[next] as number])
	}
	search(0, [])
	return found
}

/**
 * Returns the null space: the changes of hidden values that published ones do not exclude (Gauss and Jordan).
 */
function nullSpace(rows: readonly (readonly number[])[], many: number): number[][] {
	const left = rows.map((row) => [...row])
	const pivots: number[] = []
	for (let column = 0; column < many; column++) {
		const at = left.findIndex((row, i) => i >= pivots.length && Math.abs(row[column] ?? 0) > 1e-9)
		if (at < 0) continue
		const [row = []] = left.splice(at, 1)
		const scaled = row.map((each) => each / (row[column] ?? 1))
		left.splice(pivots.length, 0, scaled)
		for (const [i, other] of left.entries())
			if (i !== pivots.length) {
				const factor = other[column] ?? 0
				for (const [k, each] of scaled.entries()) other[k] = (other[k] ?? 0) - factor * each
			}
		pivots.push(column)
	}
	return Array.from({ length: many }, (_, column) => column)
		.filter((column) => !pivots.includes(column))
		.map((column) =>
			Array.from({ length: many }, (_, k) =>
				k === column ? 1 : pivots.includes(k) ? -(left[pivots.indexOf(k)]?.[column] ?? 0) : 0,
			),
		)
}

/**
 * Generates a few districts in provinces by areas, with missing answers: many cells are empty, and many have
 * too few.
 */
function anyPeople(seed: number): Interview[] {
	const { below } = seededRandom(seed)
	const sizes = [0, 0, 0, 3, 8, 12, 25, 40, 100, 300]
	const [districts, areas, provinces] = [2 + below(3), 2 + below(3), 1 + below(2)]
	return Array.from({ length: districts }, (_, d) => {
		const clusters = 3 + below(8)
		return Array.from({ length: areas }, (_each, a) => {
			const [many, own] = [sizes[below(sizes.length)] ?? 0, 1 + below(clusters)]
			return Array.from({ length: many }, (_one, i) => ({
				cluster: d * 20 + (i % own),
				in: {
					district: `d${d}`,
					province: `p${d % provinces}`,
					area: a === 3 && below(2) === 0 ? '' : `a${a}`,
				},
			}))
		}).flat()
	}).flat()
}

const crossings = [
	['district', 'area'],
	['province', 'area'],
	['district', 'province'],
] as const
test.each([100, 140, 180, 220, 260, 300, 340, 380])(
	'no sum or difference of published values discloses too few people, in one cell or several (seeds from %i)',
	async (first) => {
		for (let seed = first; seed < first + 40; seed++) {
			const people = anyPeople(seed)
			if (people.length === 0) continue
			const names = ['district', 'province', 'area']
			const withheld = await settle(people, names)
			// nor for the people in an indicator's base
			const some = people.filter((_, i) => i % 3 > 0)
			const ofSome = await settle(people, names, some)
			for (const crossed of crossings) {
				expect([seed, crossed, recoverableGroups(people, withheld, crossed)]).toEqual([seed, crossed, []])
				expect([seed, crossed, recoverableGroups(some, ofSome, crossed)]).toEqual([seed, crossed, []])
			}
		}
	},
)

test.each([1, 2, 3, 4, 5, 6])(
	'no suppressed cell can be derived from all breakdowns and pairs of breakdowns together (round %i)',
	async (seed) => {
		const random = seededRandom(seed)
		const people = anyRound(random, { districts: 6 + random.below(4), each: random.pick([60, 150, 300]) })
		const withheld = await settle(people, breakdowns)
		const { published, hidden } = latticeOf(people, withheld)
		expect(hidden.length).toBeGreaterThan(0)
		const solved = solvedSets(
			published.map(({ kinds }) => kinds),
			hidden.map(({ kinds }) => kinds),
			random.next,
		)
		expect(solved.map((i) => hidden[i]?.id)).toEqual([])
		// not by publishing nothing
		const enough = published.length + hidden.filter(({ isFew }) => !isFew).length
		expect(published.length / enough).toBeGreaterThan(0.55)
	},
)

const breakdowns = ['district', 'province', 'sex', 'area', 'age', 'education', 'language', 'exposure']

/**
 * Generates a realistic round: languages that few speak or that are spoken in one district only, districts
 * without towns, missing answers.
 */
function anyRound(
	random: SeededRandom,
	{ districts, each }: { districts: number; each: number },
): Interview[] {
	return Array.from({ length: districts }, (_, d) => {
		const [language, other] = [random.chance(0.6) ? d % 3 : random.below(12), random.below(12)]
		const [towns, others] = [random.pick([0, 0.05, 0.3, 0.7, 1]), random.pick([0, 0.02, 0.1, 0.3])]
		const areas = Array.from({ length: 20 }, () => (random.chance(towns) ? 'urban' : 'rural'))
		return Array.from({ length: each }, (_one, i) => ({
			cluster: d * 20 + (i % 20),
			in: {
				district: `d${d}`,
				province: `p${d % 3}`,
				area: areas[i % 20] as string,
				sex: random.chance(0.003) ? '' : i % 2 ? 'female' : 'male',
				age: random.pick([
					'',
					...Array(12).fill('18'),
					...Array(12).fill('25'),
					...Array(8).fill('35'),
					'50',
					'50',
				]),
				education: random.pick([
					'none',
					'none',
					'none',
					'primary',
					'primary',
					'secondary',
					'secondary',
					'higher',
				]),
				language: `l${random.chance(others) ? other : random.chance(0.01) ? random.below(12) : language}`,
				exposure: random.chance(0.3) ? 'reached' : 'not-reached',
			},
		}))
	}).flat()
}

interface TestCell {
	readonly id: string
	readonly kinds: KindSet
	readonly isFew: boolean
}

/** Returns every group and every cell of two breakdowns: published or hidden. */
function latticeOf(people: readonly Interview[], withheld: ReadonlySet<string>) {
	const numbers = new Map<string, number>()
	const kindOf = new Map(
		people.map((each) => {
			const kind = breakdowns.map((by) => each.in[by]).join()
			if (!numbers.has(kind)) numbers.set(kind, numbers.size)
			return [each, numbers.get(kind) as number]
		}),
	)
	const all: TestCell[] = [{ id: '', kinds: [...numbers.values()], isFew: false }]
	const add = (id: string, own: readonly Interview[]) => {
		const kinds = [...new Set(own.map((each) => kindOf.get(each) as number))]
		if (own.length > 0) all.push({ id, kinds, isFew: hasFew(own) })
	}
	for (const [i, one] of breakdowns.entries())
		for (const code of groupsOf(people, one)) {
			const own = people.filter((each) => each.in[one] === code)
			add(groupId(one, code), own)
			for (const other of breakdowns.slice(i + 1))
				for (const second of groupsOf(own, other))
					add(
						cellId(groupId(one, code), groupId(other, second)),
						own.filter((each) => each.in[other] === second),
					)
		}
	const isPublished = ({ id, isFew }: TestCell) => !isFew && !withheld.has(id)
	return { published: all.filter(isPublished), hidden: all.filter((cell) => !isPublished(cell)) }
}
