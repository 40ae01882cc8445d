import { setImmediate as yieldToEventLoop } from 'node:timers/promises'
import { agreementOf, leastAgreement, type PackedAnswers, readPacked } from '#shared/quality/packed-answers'
import { inParts } from '../storage/engine/chunks.ts'
import {
	type AnswersRow,
	answersInRound,
	roundToCompare,
	saveSimilarity,
	uncomparedIn,
} from '../storage/quality/interviews.ts'
import type { Store } from '../storage/store.ts'

export interface CompareOptions {
	/** Minimum items; interviews with fewer match none. */
	readonly leastItems: number
	/** Maximum interviews per call. */
	readonly most?: number
}

/** Interviews that are compared in one pass over a round, and saved together. */
const atATime = 200
/** Pairs between two yields to the event loop: some milliseconds. */
const pairsAtOnce = 50_000

/**
 * Finds for each new interview the most similar earlier one of its round, by any enumerator (Q09): a copy is
 * made after its source. A late arrival is also compared with interviews finished after it. Returns the
 * number of compared interviews.
 */
export async function compareInterviews(
	store: Pick<Store, 'write' | 'reading' | 'project'>,
	options: CompareOptions,
): Promise<number> {
	const { most = Number.POSITIVE_INFINITY } = options
	let done = 0
	for (;;) {
		const round = done < most ? await roundToCompare(store.reading) : null
		const compared = round === null ? 0 : await comparePage(store, round, options, most - done)
		if (compared === 0) return done
		done += compared
	}
}

async function comparePage(
	{ write, reading, project }: Pick<Store, 'write' | 'reading' | 'project'>,
	round: string,
	{ leastItems }: CompareOptions,
	most: number,
): Promise<number> {
	const fresh = (await uncomparedIn(reading, round, Math.min(most, atATime))).map(unpacked)
	const found = new Map<string, MostSimilar>(fresh.map((row) => [row.record, { row, nearest: null }]))
	const holdAgainst = (row: Packed, other: Packed) => {
		if (row.record === other.record) return
		// Checked first, since nearly all pairs are dissimilar.
		if (agreementOf(row.packed, other.packed, { leastItems, most: leastAgreement }) === null) return
		const [later, earlier] = isBefore(other, row) ? [row, other] : [other, row]
		// An interview that was not compared yet gets its own comparison.
		if (later === other && other.compared === 0) return
		const known = found.get(later.record)?.nearest ?? knownOf(later)
		const permille = permilleOf(later, earlier, { leastItems, known })
		if (permille !== null) found.set(later.record, { row: later, nearest: { other: earlier, permille } })
	}
	const othersAtOnce = Math.ceil(pairsAtOnce / Math.max(1, fresh.length))
	for await (const page of answersInRound(reading, round))
		for (const part of inParts(page, othersAtOnce)) {
			for (const other of part.map(unpacked)) for (const row of fresh) holdAgainst(row, other)
			await yieldToEventLoop()
		}
	await write(async (session) => {
		for (const { row, nearest } of found.values())
			await saveSimilarity(session, { project, round }, row, nearest)
	})
	return fresh.length
}

interface Packed extends AnswersRow {
	readonly packed: PackedAnswers
}
/** The nearest match of a row that was found in this pass. */
interface MostSimilar {
	readonly row: AnswersRow
	readonly nearest: { readonly other: AnswersRow; readonly permille: number } | null
}
type ComparisonOrder = Pick<AnswersRow, 'record' | 'finished'>
interface KnownSimilarity {
	readonly other: ComparisonOrder
	readonly permille: number
}
const unpacked = (row: AnswersRow): Packed => ({ ...row, packed: readPacked(row.answers) })
const isBefore = (one: ComparisonOrder, other: ComparisonOrder): boolean =>
	one.finished === other.finished ? one.record < other.record : one.finished < other.finished
const knownOf = ({
	most_similar,
	similarity_permille,
	similar_finished,
}: AnswersRow): KnownSimilarity | null =>
	most_similar === null
		? null
		: {
				other: { record: most_similar, finished: similar_finished ?? '' },
				permille: similarity_permille ?? 0,
			}

/**
 * Share of the later interview's answers that the earlier one has too, in permille. Null unless it beats the
 * known match, or equals it and is earlier.
 */
function permilleOf(
	later: Packed,
	earlier: Packed,
	{ leastItems, known }: { readonly leastItems: number; readonly known: KnownSimilarity | null },
): number | null {
	// A match as near as the known one must be found as well.
	const most = known ? Math.max(leastAgreement, known.permille / 1000 - 1e-9) : leastAgreement
	const share = agreementOf(later.packed, earlier.packed, { leastItems, most })
	if (share === null) return null
	const permille = Math.floor(share * 1000)
	return known &&
		(permille < known.permille || (permille === known.permille && !isBefore(earlier, known.other)))
		? null
		: permille
}
