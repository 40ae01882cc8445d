/**
 * Which of the things that others know of people can be told, so that nobody is among too few. All are added first, and asked for then.
 *
 * Values are looked at one after the other, the first among all, each next one among those of whom the same was told and hidden
 * before. A value is told where at least `fewest` of these have it, and hidden where fewer do: in the end everybody looks like
 * `fewest` at least (k-anonymity by local suppression, as sdcMicro's `localSuppression` has it, with `fewest` as k and the order as
 * importance). Those of whom a value is hidden are so many too, or the next smallest are hidden with them: one alone among others
 * that are told would be known by what it is not.
 */
export interface KAnonymizer {
	/** Always so many values. */
	add(values: readonly string[]): void
	/** When all are added; `yieldToEventLoop` is waited for now and then, so that others have theirs. */
	suppress(yieldToEventLoop: () => Promise<void>): Promise<void>
	/** Of each value whether it may be told. */
	areDisclosable(values: readonly string[]): readonly boolean[]
}

/** Of those who look alike so far, by the next value; a node without a further one is the end. */
interface EquivalenceClass {
	readonly told: Map<number, EquivalenceClass>
	hidden: EquivalenceClass | null
}
const emptyNode = (): EquivalenceClass => ({ told: new Map(), hidden: null })
/** Rows that are looked at before others have their turn. */
const rowsAtATime = 20_000

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
	/** Smallest first, and the same ones whoever came first. */
	const groupsOf = (rows: readonly number[], column: number): [number, number[]][] => {
		const groups = new Map<number, number[]>()
		for (const row of rows) {
			const code = table.at(row, column)
			const alike = groups.get(code)
			if (alike) alike.push(row)
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
			let looked = 0
			for (let next = open.pop(); next; next = open.pop()) {
				const { node, rows, column } = next
				if (column === width) continue
				looked += rows.length
				if (looked > rowsAtATime) {
					await yieldToEventLoop()
					looked = 0
				}
				const hidden: number[] = []
				for (const [code, alike] of groupsOf(rows, column))
					if (alike.length < fewest || (hidden.length > 0 && hidden.length < fewest))
						for (const row of alike) hidden.push(row)
					else {
						const below = emptyNode()
						node.told.set(code, below)
						open.push({ node: below, rows: alike, column: column + 1 })
					}
				if (hidden.length === 0) continue
				node.hidden = emptyNode()
				open.push({ node: node.hidden, rows: hidden, column: column + 1 })
			}
		},
		areDisclosable(values) {
			let node: EquivalenceClass | null = root
			return values.map((value) => {
				const next: EquivalenceClass | undefined = node?.told.get(codes.get(value) ?? -1)
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
