import { yieldToEventLoop } from '../export/export-answers.ts'

/** So many are compared before others have their turn. */
const atATime = 2000

/**
 * The places of things in their order, with turns for others in between: a million are sorted in seconds, in which phones would wait. What compares as
 * the same stays in the order in which it came.
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
			// mostly they are in order already
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
