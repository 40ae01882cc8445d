import { describe, expect, test } from 'vitest'
import { addToCell, type Cell, effectsOf } from './cluster-effects.ts'

function cellsOf(rows: readonly (readonly [cluster: string, person: string, y: number])[]): Cell[] {
	const cells = new Map<string, Cell>()
	for (const [cluster, person, y] of rows) addToCell(cells, { cluster, person, sex: 'male' }, y)
	return [...cells.values()]
}
const components = { within: 1, between: 4, sexes: new Map<string, number>() }
/** Ten interviews of each person in each of these clusters. */
const rowsOf = (
	people: readonly string[],
	clusters: readonly string[],
	y: (p: string, c: string) => number,
) =>
	people.flatMap((person) =>
		clusters.flatMap((cluster) =>
			Array.from({ length: 10 }, () => [cluster, person, y(person, cluster)] as const),
		),
	)
const effects = (rows: Parameters<typeof cellsOf>[0]) =>
	new Map(effectsOf(cellsOf(rows), components).map((each) => [each.person, each]))

describe('the effect of an enumerator', () => {
	test('is the difference from others in the same clusters, however much clusters differ', () => {
		const ofCluster = (cluster: string) => (cluster === 'far up' ? 50 : 0)
		const found = effects(
			rowsOf(['a b', 'c', 'd'], ['far up', 'down'], (person, cluster) =>
				person === 'c' ? ofCluster(cluster) + 3 : ofCluster(cluster),
			),
		)
		expect(found.get('c')?.effect).toBeCloseTo(3)
		expect(found.get('a b')?.effect).toBeCloseTo(0)
		expect(found.get('d')?.effect).toBeCloseTo(0)
	})
	test('is less certain where no other enumerator works: the spread between clusters is in its variance', () => {
		const shared = effects(rowsOf(['a', 'b'], ['one', 'two'], () => 0))
		const alone = effects([
			...rowsOf(['a'], ['one', 'two'], () => 0),
			...rowsOf(['b'], ['three', 'four'], () => 0),
		])
		expect(shared.get('a')?.variance).toBeLessThan(0.15)
		expect(alone.get('a')?.variance).toBeGreaterThan(2)
	})
	test('of one outlier leaves the others unchanged', () => {
		const found = effects(rowsOf(['a', 'b', 'c', 'd'], ['one'], (person) => (person === 'a' ? 100 : 0)))
		expect(found.get('b')?.effect).toBeCloseTo(0)
		expect(found.get('a')?.effect).toBeCloseTo(100)
	})
})
