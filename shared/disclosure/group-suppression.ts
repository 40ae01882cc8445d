import {
	countGroups,
	type Domain,
	type GroupCount,
	type InterviewColumns,
} from '../statistics/cluster-totals.ts'
import { hasTooFew } from '../statistics/minimum-base.ts'
import { cellId, groupId, type Layer } from './breakdown-cells.ts'
import {
	type Link,
	type SuppressionCell,
	type SuppressionNetwork,
	suppressComplementary,
} from './complementary-suppression.ts'
import type { Pause } from './exposed-cells.ts'
import { latticeOf, repairLattice } from './group-lattice.ts'

/** Input of suppression: interviews and the breakdowns by which they are published. */
export interface SuppressionInput {
	readonly lines: Pick<InterviewColumns, 'cluster' | 'clusters'>
	/**
	 * All published breakdowns, always the same ones: suppression in one does not depend on the requested one.
	 */
	readonly layers: readonly Layer[]
	readonly pause?: Pause
}

/**
 * Decides the secondary suppression of groups and of cells of two breakdowns, so that no value with too few
 * people (R29) can be computed from all breakdowns and all pairs of them together: once for a base, whatever
 * is requested. First each breakdown alone (districts with their provinces); then each pair, if both alone
 * would disclose people who are in both; then the cells of each pair, those of districts and those of
 * provinces in one network. `base`: 1 for each interview that counts.
 */
export function computeGroupSuppression({
	lines,
	layers,
	pause = async () => {},
}: SuppressionInput): (
	base: ArrayLike<number>,
	already?: ReadonlySet<string>,
) => Promise<ReadonlySet<string>> {
	const families = familiesOf(layers)
	const cellsOf = domainsOfTwo()
	const nested = families.flatMap(({ inner, outer }) => (outer ? [inner, outer] : []))
	const pairs = families.flatMap((rows, i) =>
		families.slice(i + 1).map(({ inner }) => ({ rows, columns: inner })),
	)
	return async (base, already = new Set()) => {
		const withheld = new Set(already)
		const known = new Map<ArrayLike<number>, readonly GroupCount[]>()
		const count: CountDomain = (domain) => {
			const counted = known.get(domain.group) ?? countGroups(lines, base, domain)
			known.set(domain.group, counted)
			return counted
		}
		const all = countGroups(lines, base, { group: new Uint8Array(lines.cluster.length), groups: 1 })
		// with so few interviews nothing is published at all
		if (all.some(({ n, clusters }) => hasTooFew(n, clusters))) return withheld
		for (const family of families) suppressComplementary(networkAlone(family, count, cellsOf), withheld)
		for (const pair of pairs)
			suppressComplementary(networkOfTwo({ ...pair, hasCells: false }, count, cellsOf), withheld)
		for (const pair of pairs)
			suppressComplementary(networkOfTwo({ ...pair, hasCells: true }, count, cellsOf), withheld)
		await pause()
		await repairLattice(latticeOf(layers, { lines, base, nested }), withheld, pause)
		for (const family of families) withholdParts(family, withheld)
		return withheld
	}
}

/** Suppresses the cell of a district and its province together with the district, because they are equal. */
function withholdParts({ inner, outer }: Family, withheld: Set<string>): void {
	if (!outer) return
	for (const { code, of } of inner.groups) {
		const id = groupId(inner.by, code)
		if (of !== undefined && withheld.has(id)) withheld.add(cellId(id, groupId(outer.by, of)))
	}
}

/** Counts each domain once. */
type CountDomain = (domain: Domain) => readonly GroupCount[]

type CrossLayers = (rows: Layer, columns: Layer) => Domain
const nobody: Layer = { by: '', groups: [], group: [] }

/**
 * Returns the cells of two layers, the first of them for interviews in no group of either; computed once for
 * all bases.
 */
function domainsOfTwo(): CrossLayers {
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

/** A breakdown, and the one of which its groups are parts. */
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

/**
 * Returns the estimates of a breakdown as links: each connects a node of its own with that of the group that
 * contains it, at last the total.
 */
function figuresOf(
	{ inner, outer }: Family,
	{ first, sum, mayHide }: { readonly first: number; readonly sum: number; readonly mayHide: boolean },
	count: CountDomain,
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

/** The total is published: it has a node of its own on either side. */
const [sum, otherSum, first] = [0, 1, 2]

function networkAlone(family: Family, count: CountDomain, cellsOf: CrossLayers): SuppressionNetwork {
	const { next, place, links } = figuresOf(family, { first, sum, mayHide: true }, count)
	const parts = count(cellsOf(family.inner, nobody)).map(
		(each, i): SuppressionCell => ({ ...each, from: otherSum, to: place(i - 1), isProtected: i > 0 }),
	)
	return { places: next, links, parts: parts.filter(({ n }) => n > 0) }
}

interface Two {
	readonly rows: Family
	readonly columns: Layer
	/** True if cells are published; if not, columns are suppressed instead. */
	readonly hasCells: boolean
}

function networkOfTwo(
	{ rows, columns, hasCells }: Two,
	count: CountDomain,
	cellsOf: CrossLayers,
): SuppressionNetwork {
	const many = columns.groups.length
	const own = figuresOf(rows, { first, sum, mayHide: false }, count)
	const others = figuresOf({ inner: columns }, { first: own.next, sum: otherSum, mayHide: !hasCells }, count)
	const { inner, outer } = rows
	const outside = others.next + inner.groups.length * many
	const placeOfCell = (row: number, column: number) => others.next + row * many + column
	const placeOfOuterCell = (row: number, column: number) => outside + row * many + column
	const placeAbove = (row: number, column: number) => {
		const at = outer?.groups.findIndex(({ code }) => code === inner.groups[row]?.of) ?? -1
		return at < 0 ? others.place(column) : placeOfOuterCell(at, column)
	}
	const placeIn = (i: number) => [Math.floor(i / (many + 1)) - 1, (i % (many + 1)) - 1] as const
	const parts = count(cellsOf(inner, columns)).map((each, i): SuppressionCell => {
		const [row, column] = placeIn(i)
		const isCell = row >= 0 && column >= 0
		return {
			...each,
			from: own.place(row),
			to: isCell && hasCells ? placeOfCell(row, column) : others.place(column),
			isProtected: isCell,
		}
	})
	const cellsOfLayer = (layer: Layer, between: (row: number, column: number) => Link['between']): Link[] =>
		count(cellsOf(layer, columns)).flatMap((each, i) => {
			const [row, column] = placeIn(i)
			const [one, other] = [layer.groups[row]?.code, columns.groups[column]?.code]
			if (one === undefined || other === undefined) return []
			const id = cellId(groupId(layer.by, one), groupId(columns.by, other))
			return [linkOf(id, between(row, column), each, true)]
		})
	const cells = hasCells
		? [
				...cellsOfLayer(inner, (row, column) => [placeOfCell(row, column), placeAbove(row, column)]),
				...(outer
					? cellsOfLayer(outer, (row, column) => [placeOfOuterCell(row, column), others.place(column)])
					: []),
			]
		: []
	return {
		places: outside + (outer?.groups.length ?? 0) * many,
		links: [...own.links, ...others.links, ...cells],
		parts: parts.filter(({ n }) => n > 0),
	}
}
