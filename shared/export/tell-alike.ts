/**
 * How much of what others know of people can be told, so that nobody is among too few. All are added first, and asked for then.
 *
 * A combination of the first values is told where at least `fewest` have it, and the values after it are hidden where fewer do
 * (k-anonymity by local suppression, as sdcMicro's `localSuppression` has it, with `fewest` as k and the order of the values as
 * importance). Beyond that the hidden ones of a combination are `fewest` too, or none: a single one among others that are told
 * would be known by what it is not.
 */
export interface Alike {
	add(values: readonly string[]): void
	/** How many of the values, from the first on, may be told. */
	told(values: readonly string[]): number
}

export function tellAlike(fewest: number): Alike {
	// one copy of each word, however many have it
	const words = new Map<string, string>()
	const word = (text: string): string => {
		const known = words.get(text)
		if (known === undefined) words.set(text, text)
		return known ?? text
	}
	const all = emptyNode()
	const told = new WeakMap<Node, ReadonlySet<string>>()
	const toldIn = (node: Node): ReadonlySet<string> => {
		const known = told.get(node) ?? namesTold(node, fewest)
		told.set(node, known)
		return known
	}
	return {
		add: (values) => add(all, values.map(word), 0, fewest),
		told(values) {
			let node = all
			for (const [i, value] of values.entries()) {
				const next = node.next?.get(value)
				if (!next || !toldIn(node).has(value)) return i
				node = next
			}
			return values.length
		},
	}
}

/** Those whose values begin alike. */
interface Node {
	many: number
	/** While they are too few to be told apart further: it may stay so, and most do. */
	waiting: (readonly string[])[]
	/** By the value that follows. */
	next: Map<string, Node> | null
}
const emptyNode = (): Node => ({ many: 0, waiting: [], next: null })

function add(node: Node, values: readonly string[], depth: number, fewest: number): void {
	node.many++
	if (!node.next) {
		node.waiting.push(values)
		if (node.many < fewest) return
		node.next = new Map()
		for (const each of node.waiting) addBelow(node.next, each, depth, fewest)
		node.waiting = []
	} else addBelow(node.next, values, depth, fewest)
}

function addBelow(next: Map<string, Node>, values: readonly string[], depth: number, fewest: number): void {
	const value = values[depth]
	if (value === undefined) return
	const below = next.get(value) ?? emptyNode()
	next.set(value, below)
	add(below, values, depth + 1, fewest)
}

function namesTold({ next }: Node, fewest: number): ReadonlySet<string> {
	const told = new Set<string>()
	let hidden = 0
	// the same ones, whoever came first
	const byNumber = [...(next ?? [])].sort(
		([a, { many: manyOfA }], [b, { many: manyOfB }]) => manyOfA - manyOfB || (a < b ? -1 : 1),
	)
	for (const [value, { many }] of byNumber)
		if (many < fewest || (hidden > 0 && hidden < fewest)) hidden += many
		else told.add(value)
	return told
}
