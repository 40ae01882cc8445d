/**
 * Enforces k-anonymity by local suppression: decides which quasi-identifiers of each record may be published.
 * All records are added first, and queried then.
 *
 * Quasi-identifiers are processed in order, the first among all records, each next one among those whose
 * previous ones were published and suppressed alike. A value is published if at least `fewest` of these have
 * it, and suppressed otherwise: in the end each record is like at least `fewest` (as in sdcMicro's
 * `localSuppression`, with `fewest` as k and the order as importance). The records with a suppressed value
 * are at least `fewest` too, or the next smallest group is suppressed with them: a single suppressed record
 * would be identified by the published values that it does not have.
 */
export interface KAnonymizer {
	/** Adds a record; the number of values is always the same. */
	add(values: readonly string[]): void
	/** Decides the suppression after all records were added; awaits `yieldToEventLoop` now and then. */
	suppress(yieldToEventLoop: () => Promise<void>): Promise<void>
	/** Returns for each value of a record whether it may be published. */
	areDisclosable(values: readonly string[]): readonly boolean[]
}

/** Records with equal values up to this level, by the next value; a node without children is the last. */
interface EquivalenceClass {
	readonly children: Map<number, EquivalenceClass>
	hidden: EquivalenceClass | null
}
const emptyNode = (): EquivalenceClass => ({ children: new Map(), hidden: null })
/** Rows between two yields to the event loop. */
const rowBatchSize = 20_000

export function createKAnonymizer(fewest: number, width: number): KAnonymizer {
	const words: string[] = []
	const codes = new Map<string, number>()
	const table = new CodeTable(width)
	const root = emptyNode()
	const codeOf = (value: string): number => {
		const known = codes.get(value)
		if (known !== undefined) return known
		codes.set(value, words.length)
		return words.push(value) - 1
	}
	/** Groups rows by value, smallest first; the order does not depend on the order of insertion. */
	const groupsOf = (rows: readonly number[], column: number): [number, number[]][] => {
		const groups = new Map<number, number[]>()
		for (const row of rows) {
			const code = table.at(row, column)
			const group = groups.get(code)
			if (group) group.push(row)
			else groups.set(code, [row])
		}
		return [...groups].sort(
			([a, { length: ofA }], [b, { length: ofB }]) =>
				ofA - ofB || ((words[a] ?? '') < (words[b] ?? '') ? -1 : 1),
		)
	}
	return {
		add: (values) => table.add(values.map(codeOf)),
		async suppress(yieldToEventLoop) {
			const all = Array.from({ length: table.rows }, (_, row) => row)
			const open = [{ node: root, rows: all, column: 0 }]
			let rowsSinceYield = 0
			for (let next = open.pop(); next; next = open.pop()) {
				const { node, rows, column } = next
				if (column === width) continue
				rowsSinceYield += rows.length
				if (rowsSinceYield > rowBatchSize) {
					await yieldToEventLoop()
					rowsSinceYield = 0
				}
				const hidden: number[] = []
				for (const [code, group] of groupsOf(rows, column))
					if (group.length < fewest || (hidden.length > 0 && hidden.length < fewest))
						for (const row of group) hidden.push(row)
					else {
						const below = emptyNode()
						node.children.set(code, below)
						open.push({ node: below, rows: group, column: column + 1 })
					}
				if (hidden.length === 0) continue
				node.hidden = emptyNode()
				open.push({ node: node.hidden, rows: hidden, column: column + 1 })
			}
		},
		areDisclosable(values) {
			let node: EquivalenceClass | null = root
			return values.map((value) => {
				const next: EquivalenceClass | undefined = node?.children.get(codes.get(value) ?? -1)
				node = next ?? node?.hidden ?? null
				return next !== undefined
			})
		},
	}
}

/** Rows of numbers, four bytes each: there may be a million. */
class CodeTable {
	rows = 0
	#cells = new Int32Array(1024)
	readonly #width: number

	constructor(width: number) {
		this.#width = width
	}
	add(codes: readonly number[]): void {
		const from = this.rows++ * this.#width
		if (from + this.#width > this.#cells.length) {
			const larger = new Int32Array(2 * (from + this.#width))
			larger.set(this.#cells)
			this.#cells = larger
		}
		this.#cells.set(codes, from)
	}
	at(row: number, column: number): number {
		return this.#cells[row * this.#width + column] ?? -1
	}
}
