import type { QueueFacets } from './record-list.ts'

const facets = ['form', 'owner', 'flag'] as const
type Facet = (typeof facets)[number]

/**
 * Number of records with these values in common. A record with flags of two kinds is in the cells of both.
 */
export type QueueCell = Readonly<Record<Facet, string>> & { readonly records: number }

/** Counts the records under each value of a filter, with the other filters applied. */
export function queueFacets(
	cells: readonly QueueCell[],
	chosen: {
		readonly form?: string | undefined
		/** Any of these; undefined: all. */
		readonly owners?: readonly string[] | undefined
		readonly flag?: string | undefined
	},
): NonNullable<QueueFacets> {
	const numbers: Record<Facet, Record<string, number>> = { form: {}, owner: {}, flag: {} }
	// a record with a flag of any kind is counted under `any` too
	const flag = chosen.flag ?? null
	const isIn = (cell: QueueCell, facet: Facet): boolean => {
		if (facet === 'form') return chosen.form === undefined || chosen.form === cell.form
		if (facet === 'owner') return chosen.owners?.includes(cell.owner) ?? true
		return flag === null ? isSum(cell) : flag === cell.flag
	}
	for (const cell of cells)
		for (const facet of facets)
			if (facets.every((other) => other === facet || isIn(cell, other))) {
				const own = numbers[facet]
				own[cell[facet]] = (own[cell[facet]] ?? 0) + cell.records
			}
	return numbers
}

/** Values of `flag` that partition the records. */
const sums: ReadonlySet<string> = new Set(['any', 'none', 'unknown'])
const isSum = ({ flag }: QueueCell): boolean => sums.has(flag)
