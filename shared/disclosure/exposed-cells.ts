/** Cells as sets of kinds of people; the number of people per kind does not matter here. */
export interface CellsOfKinds {
	/** Cells are numbered from 0. */
	readonly cells: number
	/**
	 * Numbers of the cells that each kind of people is in. A kind: all people with the same group in every
	 * breakdown.
	 */
	readonly kinds: readonly (readonly number[])[]
}

export interface Exposed {
	readonly cell: number
	/** Published cells of which this cell is a linear combination. */
	readonly by: readonly number[]
}

/** Yields to the event loop; throws if the request was cancelled. */
export type Pause = () => Promise<void>

/** Cells between two pauses: some milliseconds of work with a thousand published cells. */
const cellBatchSize = 50

/**
 * Relative squared length below which a rest is rounding; a cell that is not exposed leaves a rational number
 * with small terms.
 */
const rounding = 1e-7

/**
 * Finds the hidden cells that can be computed from the published ones by addition and subtraction: their
 * indicator vector over kinds is in the span of the published ones. Uses Cholesky factors of the published
 * cells' Gram matrix, without dependent cells (Golub and Van Loan, Matrix Computations, 4.2.8); a hidden cell
 * is exposed if nothing is left after its projection.
 */
export async function exposedCells(
	{ cells, kinds }: CellsOfKinds,
	{
		isPublished,
		hidden,
		pause,
	}: {
		readonly isPublished: (cell: number) => boolean
		readonly hidden: readonly number[]
		readonly pause: Pause
	},
): Promise<Exposed[]> {
	const published = Array.from({ length: cells }, (_, cell) => cell).filter(isPublished)
	const factors = await factorise(published, { cells, kinds }, pause)
	const kindsIn = kindsByCell(cells, kinds)
	const found: Exposed[] = []
	for (const [i, cell] of hidden.entries()) {
		if (i % cellBatchSize === 0) await pause()
		const shared = new Float64Array(factors.rank)
		for (const kind of kindsIn[cell] ?? [])
			for (const each of kinds[kind] ?? []) {
				const at = factors.placeOf[each] as number
				if (at >= 0) shared[at] = (shared[at] as number) + 1
			}
		const length = kindsIn[cell]?.length ?? 0
		const projection = solveForward(factors, shared)
		let left = length
		for (const each of projection) left -= each * each
		if (left > rounding * length) continue
		const weights = solveBackward(factors, projection)
		const by = factors.cells.filter((_, at) => Math.abs(weights[at] as number) > 1e-6)
		found.push({ cell, by })
	}
	return found
}

function kindsByCell(cells: number, kinds: CellsOfKinds['kinds']): readonly (readonly number[])[] {
	const found: number[][] = Array.from({ length: cells }, () => [])
	for (const [kind, own] of kinds.entries()) for (const cell of own) found[cell]?.push(kind)
	return found
}

interface Factors {
	/** Published cells that are independent of the previous ones. */
	readonly cells: readonly number[]
	readonly rank: number
	/** Position of each cell among them; -1 if it is not. */
	readonly placeOf: Int32Array
	/** Lower triangle, row by row. */
	readonly rows: readonly Float64Array[]
}

async function factorise(
	published: readonly number[],
	{ cells, kinds }: CellsOfKinds,
	pause: Pause,
): Promise<Factors> {
	const indexByCell = new Int32Array(cells).fill(-1)
	for (const [at, cell] of published.entries()) indexByCell[cell] = at
	// number of kinds that each two published cells have in common; of each row the part up to the diagonal
	const gram = published.map((_, at) => new Float64Array(at + 1))
	for (const own of kinds) {
		const places = own.map((cell) => indexByCell[cell] as number).filter((at) => at >= 0)
		for (const one of places)
			for (const other of places)
				if (other <= one) {
					const row = gram[one] as Float64Array
					row[other] = (row[other] as number) + 1
				}
	}
	const independent: number[] = []
	const rows: Float64Array[] = []
	for (const [at, row] of gram.entries()) {
		if (at % cellBatchSize === 0) await pause()
		const own = new Float64Array(independent.length + 1)
		const length = row[at] as number
		let left = length
		for (let k = 0; k < independent.length; k++) {
			const before = rows[k] as Float64Array
			let sum = row[independent[k] as number] as number
			for (let i = 0; i < k; i++) sum -= (own[i] as number) * (before[i] as number)
			const value = sum / (before[k] as number)
			own[k] = value
			left -= value * value
		}
		if (left <= rounding * length) continue
		own[independent.length] = Math.sqrt(left)
		independent.push(at)
		rows.push(own)
	}
	const placeOf = new Int32Array(cells).fill(-1)
	const chosen = independent.map((at) => published[at] as number)
	for (const [at, cell] of chosen.entries()) placeOf[cell] = at
	return { cells: chosen, rank: chosen.length, placeOf, rows }
}

function solveForward({ rows }: Factors, right: Float64Array): Float64Array {
	const found = new Float64Array(right.length)
	for (const [k, row] of rows.entries()) {
		let sum = right[k] as number
		for (let i = 0; i < k; i++) sum -= (row[i] as number) * (found[i] as number)
		found[k] = sum / (row[k] as number)
	}
	return found
}

function solveBackward({ rows }: Factors, right: Float64Array): Float64Array {
	const found = right.slice()
	for (let k = rows.length - 1; k >= 0; k--) {
		const row = rows[k] as Float64Array
		found[k] = (found[k] as number) / (row[k] as number)
		for (let i = 0; i < k; i++) found[i] = (found[i] as number) - (row[i] as number) * (found[k] as number)
	}
	return found
}
