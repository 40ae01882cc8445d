import { leastAgreement, type PackedAnswers, substantiveItems } from './packed-answers.ts'

const itemCount = substantiveItems.length
/** With more differing items no two interviews are similar. */
const mostDiffering = Math.floor((1 - leastAgreement) * itemCount)

/**
 * Number of blocks by the number of interviews that fit: more blocks are shorter, and find more pairs at
 * random. Up to 4,096 interviews, and whatever their answers, no similar pair is missed.
 */
const blockCounts: readonly (readonly [upTo: number, blocks: number])[] = [
	[4_096, mostDiffering + 1],
	[32_768, 15],
	[262_144, 12],
	[1_048_576, 10],
	[Number.POSITIVE_INFINITY, 8],
]
export const blocksFor = (interviews: number): number =>
	blockCounts.find(([upTo]) => interviews <= upTo)?.[1] ?? 1

const firstCapacity = 1_024
/** Interviews from which the informative items are estimated. */
const sampleSize = 4_096
const none = -1

/**
 * Finds similar interviews by blocks instead of comparing all pairs (blocking: Christen 2012, "A survey of
 * indexing techniques for scalable record linkage"). Interviews are candidates if all answers of a block of
 * items are equal, as with the bands of locality-sensitive hashing (Leskovec, Rajaraman & Ullman 2014, "Mining
 * of massive datasets", 3.4). Blocks share no item, so by the pigeonhole principle two interviews that differ
 * in fewer items than there are blocks are always candidates (Manku, Jain & Das Sarma 2007, "Detecting
 * near-duplicates for web crawling"). Candidates are counted item by item: the share of equal answers is the
 * percent match of Kuriakose & Robbins (2016, "Don't get duped").
 *
 * It is held in memory: some 300 bytes for each interview.
 */
export class SimilarAnswers {
	readonly #positions = new Map<string, number>()
	readonly #records: (string | null)[] = []
	#packed = new Uint8Array(0)
	/** Position of the last query that looked at an interview: several blocks lead to the same one. */
	#seenBy = new Uint32Array(0)
	#queries = 0
	#blocks: readonly Block[] = []
	/** Items by information, so that a comparison ends early. */
	#order: readonly number[] = []

	get size(): number {
		return this.#positions.size
	}

	/** Adds an interview, or replaces its answers. */
	set(record: string, packed: PackedAnswers): void {
		const known = this.#positions.get(record)
		if (known !== undefined) {
			if (this.#differing(packed, known, 0) === 0) return
			this.#records[known] = null
		}
		const at = this.#records.length
		if (at * itemCount === this.#packed.length) this.#grow(Math.max(firstCapacity, at * 2))
		this.#records.push(record)
		this.#positions.set(record, at)
		this.#packed.set(packed, at * itemCount)
		for (const block of this.#blocks) block.add(this.#packed, at)
	}

	/** Forgets an interview that is deleted. */
	delete(record: string): void {
		const at = this.#positions.get(record)
		if (at === undefined) return
		this.#records[at] = null
		this.#positions.delete(record)
	}

	/** Returns the records of other interviews that may agree in more than `leastAgreement`. */
	similarTo(record: string, packed: PackedAnswers): string[] {
		const query = ++this.#queries
		const found: string[] = []
		for (const block of this.#blocks)
			for (let at = block.first(packed); at !== none; at = block.after(at)) {
				if (this.#seenBy[at] === query) continue
				this.#seenBy[at] = query
				if (this.#differing(packed, at, mostDiffering) > mostDiffering) continue
				const other = this.#records[at]
				if (other && other !== record) found.push(other)
			}
		return found
	}

	/** Counts the items that differ, up to one more than `most`. */
	#differing(packed: PackedAnswers, at: number, most: number): number {
		const offset = at * itemCount
		let differing = 0
		for (let i = 0; i < itemCount && differing <= most; i++) {
			const item = this.#order[i] as number
			if (this.#packed[offset + item] !== packed[item]) differing++
		}
		return differing
	}

	#grow(capacity: number): void {
		const count = this.#records.length
		const packed = new Uint8Array(capacity * itemCount)
		packed.set(this.#packed)
		this.#packed = packed
		this.#seenBy = new Uint32Array(capacity)
		this.#order = itemsByInformation(packed, count)
		this.#blocks = blocksOf(this.#order, blocksFor(capacity)).map((items) => new Block(items, capacity))
		for (const block of this.#blocks) for (let at = 0; at < count; at++) block.add(packed, at)
	}
}

/** Interviews by their answers to some items, in chains. */
class Block {
	readonly #items: readonly number[]
	readonly #heads: Int32Array
	readonly #next: Int32Array

	/** `capacity`: a power of two. */
	constructor(items: readonly number[], capacity: number) {
		this.#items = items
		this.#heads = new Int32Array(capacity).fill(none)
		this.#next = new Int32Array(capacity)
	}
	add(all: Uint8Array, at: number): void {
		const slot = this.#slotOf(all, at * itemCount)
		this.#next[at] = this.#heads[slot] as number
		this.#heads[slot] = at
	}
	first(packed: PackedAnswers): number {
		return this.#heads[this.#slotOf(packed, 0)] as number
	}
	after(at: number): number {
		return this.#next[at] as number
	}
	#slotOf(packed: Uint8Array, offset: number): number {
		let hash = 0x811c9dc5
		for (const item of this.#items) hash = Math.imul(hash ^ (packed[offset + item] as number), 0x01000193)
		// low bits of this hash depend on low bits of the answers only
		return (hash ^ (hash >>> 15)) & (this.#heads.length - 1)
	}
}

/** Orders the items by the probability that two interviews differ in them, the highest first. */
function itemsByInformation(packed: Uint8Array, count: number): number[] {
	const step = Math.max(1, Math.floor(count / sampleSize))
	const equalPairs = substantiveItems.map((_, item) => {
		const counts = new Float64Array(256)
		for (let at = 0; at < count; at += step) (counts[packed[at * itemCount + item] as number] as number) += 1
		return counts.reduce((sum, n) => sum + n * n, 0)
	})
	return substantiveItems
		.map((_, item) => item)
		.sort((a, b) => (equalPairs[a] as number) - (equalPairs[b] as number) || a - b)
}

/** Deals the items to blocks, so that all are about equally informative. */
function blocksOf(order: readonly number[], count: number): number[][] {
	const blocks = Array.from({ length: count }, (): number[] => [])
	for (const [i, item] of order.entries()) {
		const [turn, nth] = [Math.floor(i / count), i % count]
		blocks[turn % 2 === 0 ? nth : count - 1 - nth]?.push(item)
	}
	return blocks
}
