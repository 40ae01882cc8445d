import { countGroups, type Domain, type GroupCount, type Lines } from './cluster-totals.ts'
import { hasTooFew } from './too-few.ts'
import { type Link, type Network, type Part, withhold } from './withhold.ts'

/** A breakdown as it can be looked at. */
export interface Layer {
	readonly by: string
	/** `of`: of a district its province, where provinces are told too. */
	readonly groups: readonly { readonly code: string; readonly of?: string | undefined }[]
	/** Of each interview its group; -1 for none. */
	readonly group: ArrayLike<number>
}

/** By what people can be told apart. */
export interface ToSettle {
	readonly lines: Pick<Lines, 'cluster' | 'clusters'>
	/** All breakdowns that can be looked at, always the same ones: what is withheld in one does not hang on which is asked for. */
	readonly layers: readonly Layer[]
	/** Two of the breakdowns, one within the other. */
	readonly crossed?: readonly [string, string] | undefined
}

// no code has a line break in it
export const groupId = (by: string, code: string): string => `${by}\n${code}`
export const cellId = (one: string, other: string): string => [one, other].sort().join('\n\n')

/**
 * Settles which groups are withheld though they have enough, so that nobody works out one of too few (R29): first in each breakdown alone; then in any two of
 * them, where both alone would tell of those who are in both; then in the cells of the two that are asked for. `base`: of each interview 1 where it counts.
 */
export function withholding({
	lines,
	layers,
	crossed,
}: ToSettle): (base: ArrayLike<number>, already?: ReadonlySet<string>) => ReadonlySet<string> {
	const families = familiesOf(layers)
	const cellsOf = domainsOfTwo()
	const two = crossed && crossing(families, layers, crossed)
	return (base, already = new Set()) => {
		const withheld = new Set(already)
		const known = new Map<ArrayLike<number>, readonly GroupCount[]>()
		const count: Count = (domain) => {
			const counted = known.get(domain.group) ?? countGroups(lines, base, domain)
			known.set(domain.group, counted)
			return counted
		}
		const all = countGroups(lines, base, { group: new Uint8Array(lines.cluster.length), groups: 1 })
		// of so few nothing is told at all
		if (all.some(({ n, clusters }) => hasTooFew(n, clusters))) return withheld
		for (const family of families) withhold(networkAlone(family, count, cellsOf), withheld)
		for (const [i, rows] of families.entries())
			for (const { inner } of families.slice(i + 1))
				withhold(networkOfTwo({ rows, columns: inner }, count, cellsOf), withheld)
		if (two) withhold(networkOfTwo(two, count, cellsOf), withheld)
		return withheld
	}
}

/** Counts each domain once. */
type Count = (domain: Domain) => readonly GroupCount[]

type CellsOf = (rows: Layer, columns: Layer) => Domain
const nobody: Layer = { by: '', groups: [], group: [] }

/** Of two layers the cells, the first of them of those who are in no group of either; made once for all bases. */
function domainsOfTwo(): CellsOf {
	const known = new Map<Layer, Map<Layer, Domain>>()
	return (rows, columns) => {
		const ofRows = known.get(rows) ?? new Map<Layer, Domain>()
		known.set(rows, ofRows)
		const many = columns.groups.length + 1
		const group = new Int32Array(rows.group.length)
		const domain = ofRows.get(columns) ?? { group, groups: (rows.groups.length + 1) * many }
		if (domain.group === group)
			for (let line = 0; line < group.length; line++)
				group[line] = ((rows.group[line] as number) + 1) * many + (columns.group[line] ?? -1) + 1
		ofRows.set(columns, domain)
		return domain
	}
}

/** A breakdown, and that of which its groups are parts. */
interface Family {
	readonly inner: Layer
	readonly outer?: Layer
}

function familiesOf(layers: readonly Layer[]): readonly Family[] {
	const inner = layers.find(({ groups }) => groups.some(({ of }) => of !== undefined))
	const outer =
		inner &&
		layers.find(
			(layer) =>
				layer !== inner && inner.groups.every(({ of }) => layer.groups.some(({ code }) => code === of)),
		)
	const others = layers.filter((layer) => !outer || (layer !== inner && layer !== outer))
	return [...(inner && outer ? [{ inner, outer }] : []), ...others.map((layer) => ({ inner: layer }))]
}

/** The figures of a breakdown: those of its groups lie between a place of their own and that of which they are a part, at last the sum of all. */
function figuresOf(
	{ inner, outer }: Family,
	{ first, sum, mayHide }: { readonly first: number; readonly sum: number; readonly mayHide: boolean },
	count: Count,
): { readonly next: number; readonly place: (group: number) => number; readonly links: readonly Link[] } {
	const outside = first + inner.groups.length
	const above = inner.groups.map(({ of }) => {
		const at = outer?.groups.findIndex(({ code }) => code === of) ?? -1
		return at < 0 ? sum : outside + at
	})
	const linksOf = ({ by, groups, group }: Layer, between: (i: number) => Link['between']) => {
		const counted = count({ group, groups: groups.length })
		return groups.map(({ code }, i) =>
			linkOf(groupId(by, code), between(i), counted[i] as (typeof counted)[number], mayHide),
		)
	}
	return {
		next: outside + (outer?.groups.length ?? 0),
		place: (group) => (group < 0 ? sum : first + group),
		links: [
			...linksOf(inner, (i) => [first + i, above[i] as number]),
			...(outer ? linksOf(outer, (i) => [outside + i, sum]) : []),
		],
	}
}

const linkOf = (
	id: string,
	between: Link['between'],
	{ n, clusters, size }: GroupCount,
	mayHide: boolean,
): Link => ({ id, between, isTooFew: hasTooFew(n, clusters), costs: mayHide ? size : null })

/** The sum of all is told: it has a place of its own on either side. */
const [sum, otherSum, first] = [0, 1, 2]

function networkAlone(family: Family, count: Count, cellsOf: CellsOf): Network {
	const { next, place, links } = figuresOf(family, { first, sum, mayHide: true }, count)
	const parts = count(cellsOf(family.inner, nobody)).map(
		(each, i): Part => ({ ...each, from: otherSum, to: place(i - 1), isProtected: i > 0 }),
	)
	return { places: next, links, parts: parts.filter(({ n }) => n > 0) }
}

interface Two {
	readonly rows: Family
	readonly columns: Layer
	/** The layer of the rows of which cells are told; where none are, it is the columns that are withheld. */
	readonly told?: Layer
}

function crossing(
	families: readonly Family[],
	layers: readonly Layer[],
	[one, other]: readonly [string, string],
): Two | null {
	const [told, columns] = layers
		.filter(({ by }) => by === one || by === other)
		.toSorted((a, b) => Number(isInnermost(b, families)) - Number(isInnermost(a, families)))
	const rows = families.find(({ inner, outer }) => inner === told || outer === told)
	return told && columns && rows ? { rows, columns, told } : null
}
const isInnermost = (layer: Layer, families: readonly Family[]): number => {
	const [family] = families
	return family?.outer && layer === family.inner ? 2 : layer === family?.outer ? 1 : 0
}

function networkOfTwo({ rows, columns, told }: Two, count: Count, cellsOf: CellsOf): Network {
	const many = columns.groups.length
	const own = figuresOf(rows, { first, sum, mayHide: false }, count)
	const others = figuresOf({ inner: columns }, { first: own.next, sum: otherSum, mayHide: !told }, count)
	const { inner } = rows
	const placeIn = (i: number) => [Math.floor(i / (many + 1)) - 1, (i % (many + 1)) - 1] as const
	// a row's cell is the cell of that of which it is a part
	const toldRow = inner.groups.map(({ code, of }, row) =>
		told === inner ? row : (told?.groups.findIndex((each) => each.code === (of ?? code)) ?? -1),
	)
	const placeOfCell = (row: number, column: number) => others.next + row * many + column
	const parts = count(cellsOf(inner, columns)).map((each, i): Part => {
		const [row, column] = placeIn(i)
		const cell = row < 0 || column < 0 ? -1 : (toldRow[row] as number)
		return {
			...each,
			...{ from: own.place(row), to: cell < 0 ? others.place(column) : placeOfCell(cell, column) },
			isProtected: row >= 0 && column >= 0,
		}
	})
	const cells = !told
		? []
		: count(cellsOf(told, columns)).flatMap((each, i): Link[] => {
				const [row, column] = placeIn(i)
				const [one, other] = [told.groups[row]?.code, columns.groups[column]?.code]
				if (one === undefined || other === undefined) return []
				const id = cellId(groupId(told.by, one), groupId(columns.by, other))
				return [linkOf(id, [placeOfCell(row, column), others.place(column)], each, true)]
			})
	return {
		places: others.next + (told?.groups.length ?? 0) * many,
		links: [...own.links, ...others.links, ...cells],
		parts: parts.filter(({ n }) => n > 0),
	}
}
