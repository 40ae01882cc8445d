import type { RandomBytes } from './ids.ts'

/**
 * Repeatable random numbers: a seed always gives the same run (mulberry32, Tommy Ettinger, public domain).
 */
export interface SeededRandom {
	/** In [0, 1). */
	readonly next: () => number
	/** A whole number in [0, below). */
	readonly below: (below: number) => number
	readonly pick: <Item>(items: readonly Item[]) => Item
	readonly chance: (probability: number) => boolean
	readonly bytes: RandomBytes
}

export function seededRandom(seed: number): SeededRandom {
	let state = seed >>> 0
	const next = () => {
		state = (state + 0x6d2b79f5) >>> 0
		let mixed = state
		mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1)
		mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
	}
	const below = (limit: number) => Math.floor(next() * limit)
	return {
		next,
		below,
		pick: (items) => {
			if (items.length === 0) throw new RangeError('nothing to pick from')
			return items[below(items.length)] as (typeof items)[number]
		},
		chance: (probability) => next() < probability,
		bytes: (length) => Uint8Array.from({ length }, () => below(256)),
	}
}
