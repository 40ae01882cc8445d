import { countGroups, type InterviewColumns } from '../statistics/cluster-totals.ts'
import { hasTooFew } from '../statistics/minimum-base.ts'
import { cellId, groupId, type Layer } from './breakdown-cells.ts'
import { type CellsOfKinds, exposedCells, type Pause } from './exposed-cells.ts'

interface Cell {
	readonly id: string
	/** True if the cell has so few people that it must not be disclosed. */
	readonly isTooFew: boolean
	/** Interviews that are lost if it is suppressed. */
	readonly costs: number
}

/**
 * All published cells of a base: the total, the groups of each breakdown, and the cells of each pair of
 * breakdowns.
 */
export interface Lattice extends CellsOfKinds {
	readonly allCells: readonly Cell[]
}

interface LatticeOptions {
	readonly lines: Pick<InterviewColumns, 'cluster' | 'clusters'>
	/** 1 for each interview that counts. */
	readonly base: ArrayLike<number>
	/** A breakdown whose groups are parts of those of another, and that other one; empty without such a pair. */
	readonly nested: readonly Layer[]
}

export function latticeOf(layers: readonly Layer[], { lines, base, nested }: LatticeOptions): Lattice {
	const allCells: Cell[] = [{ id: '', isTooFew: false, costs: base.length }]
	const counted = Array.from({ length: base.length }, (_, line) => line).filter((line) => base[line] === 1)
	const kinds = kindsOf(layers, counted)
	const cellsOfKinds: number[][] = kinds.map(() => [0])
	const add = (groups: number, group: (line: number) => number, idOf: (group: number) => string) => {
		const numbers = Int32Array.from({ length: base.length }, (_, line) => group(line))
		const first = allCells.length
		for (const [g, { n, clusters, size }] of countGroups(lines, base, { group: numbers, groups }).entries())
			allCells.push({ id: idOf(g), isTooFew: hasTooFew(n, clusters), costs: size })
		for (const [kind, line] of kinds.entries())
			if ((numbers[line] as number) >= 0) cellsOfKinds[kind]?.push(first + (numbers[line] as number))
	}
	for (const [i, one] of layers.entries()) {
		const nameOf = ({ by, groups }: Layer, g: number) => groupId(by, groups[g]?.code ?? '')
		add(
			one.groups.length,
			(line) => one.group[line] as number,
			(g) => nameOf(one, g),
		)
		for (const other of layers.slice(i + 1)) {
			// the cell of a district and its province equals the district
			if (nested.includes(one) && nested.includes(other)) continue
			const many = other.groups.length
			const group = (line: number) => {
				const [first, second] = [one.group[line] as number, other.group[line] as number]
				return first < 0 || second < 0 ? -1 : first * many + second
			}
			add(one.groups.length * many, group, (g) =>
				cellId(nameOf(one, Math.floor(g / many)), nameOf(other, g % many)),
			)
		}
	}
	return { allCells, cells: allCells.length, kinds: cellsOfKinds }
}

/** Returns one interview of each kind: all with the same group in every breakdown. */
function kindsOf(layers: readonly Layer[], lines: readonly number[]): readonly number[] {
	const found = new Map<string, number>()
	for (const line of lines) {
		const key = layers.map(({ group }) => group[line]).join()
		if (!found.has(key)) found.set(key, line)
	}
	return [...found.values()]
}

/**
 * Suppresses cells until none with too few people can be computed from all published cells together. Among
 * the published cells that expose one, the cheapest is suppressed; then the check is repeated. A suppressed
 * cell that is exposed anyway protects nothing and is published.
 */
export async function repairLattice(lattice: Lattice, withheld: Set<string>, pause: Pause): Promise<void> {
	const { allCells, kinds } = lattice
	const isPeopled = new Uint8Array(allCells.length)
	for (const own of kinds) for (const cell of own) isPeopled[cell] = 1
	const isPublished = (cell: number) =>
		isPeopled[cell] === 1 && allCells[cell]?.isTooFew === false && !withheld.has(allCells[cell].id)
	const costsOf = (cell: number) => allCells[cell]?.costs ?? 0
	const hidden = (isFew: boolean) =>
		[...allCells.keys()].filter(
			(cell) => isPeopled[cell] === 1 && !isPublished(cell) && allCells[cell]?.isTooFew === isFew,
		)
	// fewer published cells expose fewer: a cell that is not exposed now will not be later
	for (let few = hidden(true); few.length > 0; ) {
		const exposed = await exposedCells(lattice, { isPublished, hidden: few, pause })
		for (const { by } of exposed) {
			// a cell that was suppressed for another one may protect this one too: it is checked again
			if (!by.every(isPublished)) continue
			const [cheapest] = by.filter((cell) => cell !== 0).toSorted((a, b) => costsOf(a) - costsOf(b))
			if (cheapest !== undefined) withheld.add(allCells[cheapest]?.id ?? '')
		}
		few = exposed.map(({ cell }) => cell)
	}
	for (const { cell } of await exposedCells(lattice, { isPublished, hidden: hidden(false), pause }))
		withheld.delete(allCells[cell]?.id ?? '')
}
