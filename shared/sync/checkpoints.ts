import type * as z from 'zod/mini'
import type { markSchema } from './messages.ts'

/**
 * A sequence number of the server and its chain there: with it a phone detects that the server was set back.
 */
export type ChainCheckpoint = z.infer<typeof markSchema>

/** Length of a chain value in messages: 96 bits, which collide neither by chance nor by trying. */
const markLetters = 16
export const shortChain = (chain: string): string => chain.slice(0, markLetters)

/** Maximum checkpoints on a phone: with doubling distances they reach back over a million numbers. */
export const maxMarks = 20

/**
 * Returns the checkpoints to store, newest first, when the server is at `head`. Distances double from the
 * newest backwards: for a server that lost an hour the loss is known to the hour, for one that lost a month
 * to the month.
 */
export function withMark(marks: readonly ChainCheckpoint[], head: ChainCheckpoint): ChainCheckpoint[] {
	const older = marks.filter(([seq]) => seq < head[0])
	const retained: ChainCheckpoint[] = [head]
	let wanted = 1
	for (const [i, mark] of older.entries()) {
		const distance = head[0] - mark[0]
		const next = older[i + 1]
		// the oldest within a step represents the others; the very oldest is never dropped
		if (next && head[0] - next[0] <= wanted) continue
		retained.push(mark)
		while (wanted < distance * 2) wanted *= 2
	}
	if (retained.length <= maxMarks) return retained
	const [oldest] = retained.slice(-1)
	return [...retained.slice(0, maxMarks - 1), ...(oldest ? [oldest] : [])]
}

/**
 * Returns the newest number on which phone and server agree. `chains`: the server's chain at the numbers of
 * the marks. Null if no mark matches and the phone may have older ones; 0 if the phone sent all of them.
 */
export function agreedUpTo(
	marks: readonly ChainCheckpoint[],
	chains: ReadonlyMap<number, string>,
	isAll: boolean,
): number | null {
	const agreed = marks.find(([seq, chain]) => shortChain(chains.get(seq) ?? '?') === chain)
	return agreed?.[0] ?? (isAll ? 0 : null)
}
