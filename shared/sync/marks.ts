import type * as z from 'zod/mini'
import type { markSchema } from './messages.ts'

/** A number of the server's, and its chain there: what a phone remembers of the server's memory. */
export type ChainCheckpoint = z.infer<typeof markSchema>

/** Of a chain so many letters travel: 96 bits, which nobody meets by chance or by trying. */
const markLetters = 16
export const shortChain = (chain: string): string => chain.slice(0, markLetters)

/** So many are kept: with distances that double, they reach back over a million numbers. */
export const mostMarks = 20

/**
 * The marks to keep, newest first, when the server stands at `head`. Distances double from the newest backwards: a server
 * that lost an hour is known to the hour, one that lost a month to the month.
 */
export function withMark(marks: readonly ChainCheckpoint[], head: ChainCheckpoint): ChainCheckpoint[] {
	const older = marks.filter(([seq]) => seq < head[0])
	const kept: ChainCheckpoint[] = [head]
	let wanted = 1
	for (const [i, mark] of older.entries()) {
		const distance = head[0] - mark[0]
		const next = older[i + 1]
		// of those that lie within one step, the oldest stands for all; the very oldest is never given up
		if (next && head[0] - next[0] <= wanted) continue
		kept.push(mark)
		while (wanted < distance * 2) wanted *= 2
	}
	if (kept.length <= mostMarks) return kept
	const [oldest] = kept.slice(-1)
	return [...kept.slice(0, mostMarks - 1), ...(oldest ? [oldest] : [])]
}

/**
 * The newest number on which phone and server agree. `chains`: the server's chain at the numbers of the marks. Null if
 * it is none of these marks, and the phone may know older ones; 0 if the phone has told all it knows.
 */
export function agreedUpTo(
	marks: readonly ChainCheckpoint[],
	chains: ReadonlyMap<number, string>,
	isAll: boolean,
): number | null {
	const agreed = marks.find(([seq, chain]) => shortChain(chains.get(seq) ?? '?') === chain)
	return agreed?.[0] ?? (isAll ? 0 : null)
}
