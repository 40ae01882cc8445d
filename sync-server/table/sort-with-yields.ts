import { yieldToEventLoop } from '../export/select-answers.ts'

/** Comparisons between two yields to the event loop. */
const atATime = 2000

/**
 * Returns the indexes of items in sorted order, and yields to the event loop meanwhile: sorting a million
 * takes seconds, in which phones would wait. The sort is stable.
 */
export async function sortWithYields(
	many: number,
	compare: (a: number, b: number) => number,
): Promise<Uint32Array> {
	let from = Uint32Array.from({ length: many }, (_, place) => place)
	for (let at = 0; at < many; at += atATime) {
		from.subarray(at, Math.min(at + atATime, many)).sort((a, b) => compare(a, b) || a - b)
		await yieldToEventLoop()
	}
	let into = new Uint32Array(many)
	for (let width = atATime; width < many; width *= 2) {
		for (let at = 0; at < many; at += 2 * width) {
			const [middle, end] = [Math.min(at + width, many), Math.min(at + 2 * width, many)]
			// the two halves are mostly in order already
			if (middle === end || compare(from[middle - 1] ?? 0, from[middle] ?? 0) <= 0) {
				into.set(from.subarray(at, end), at)
				continue
			}
			let [left, right] = [at, middle]
			for (let to = at; to < end; to++) {
				const takesLeft = left < middle && (right >= end || compare(from[left] ?? 0, from[right] ?? 0) <= 0)
				into[to] = (takesLeft ? from[left++] : from[right++]) ?? 0
				if (to % atATime === 0) await yieldToEventLoop()
			}
		}
		;[from, into] = [into, from]
	}
	return from
}
