import { setImmediate as yieldToEventLoop } from 'node:timers/promises'
import { agreementOf, leastAgreement, type PackedAnswers, readPacked } from '#shared/quality/packed-answers'
import { inParts } from '../storage/engine/chunks.ts'
import {
	type AnswersRow,
	answersOfRecords,
	nextComparison,
	roundToCompare,
	saveSimilarity,
	uncomparedIn,
} from '../storage/quality/interviews.ts'
import type { Session } from '../storage/session.ts'
import type { Store } from '../storage/store.ts'
import { type ComparedRounds, createComparedRounds } from './compared-rounds.ts'

export interface CompareOptions {
	/** Minimum items; interviews with fewer match none. */
	readonly leastItems: number
	/** Maximum interviews per call. */
	readonly most?: number
	/** Answers that this process has read in earlier calls. */
	readonly rounds?: ComparedRounds
}

/** Interviews that are compared and saved together. */
const atATime = 200
/** Interviews between two yields to the event loop: some milliseconds. */
const interviewsAtOnce = 10

/**
 * Finds for each new interview the most similar earlier one of its round, by any enumerator (Q09): a copy is
 * made after its source. A late arrival is also compared with interviews finished after it. Returns the
 * number of compared interviews.
 */
export async function compareInterviews(
	store: Pick<Store, 'write' | 'reading' | 'project'>,
	options: CompareOptions,
): Promise<number> {
	const { leastItems, most = Number.POSITIVE_INFINITY, rounds = createComparedRounds() } = options
	let done = 0
	for (;;) {
		const round = done < most ? await roundToCompare(store.reading) : null
		const compared =
			round === null ? 0 : await comparePage(store, { round, rounds, leastItems, most: most - done })
		if (compared === 0) return done
		done += compared
	}
}

async function comparePage(
	{ write, reading, project }: Pick<Store, 'write' | 'reading' | 'project'>,
	{ round, rounds, leastItems, most }: Required<CompareOptions> & { readonly round: string },
): Promise<number> {
	const answers = await rounds.answersIn(reading, round)
	const fresh = (await uncomparedIn(reading, round, Math.min(most, atATime))).map(unpacked)
	const found = new Map<string, MostSimilar>(fresh.map((row) => [row.record, { row, nearest: null }]))
	const holdAgainst = (row: Packed, other: Packed) => {
		if (row.record === other.record) return
		const [later, earlier] = isBefore(other, row) ? [row, other] : [other, row]
		// An interview that was not compared yet gets its own comparison.
		if (later === other && other.compared === 0) return
		const known = found.get(later.record)?.nearest ?? knownOf(later)
		const permille = permilleOf(later, earlier, { leastItems, known })
		if (permille !== null) found.set(later.record, { row: later, nearest: { other: earlier, permille } })
	}
	for (const row of fresh) answers.set(row.record, row.packed)
	const candidates = new Map<string, readonly string[]>()
	for (const part of inParts(fresh, interviewsAtOnce)) {
		for (const { record, packed } of part) candidates.set(record, answers.similarTo(record, packed))
		await yieldToEventLoop()
	}
	const others = await readRows(reading, round, [...new Set([...candidates.values()].flat())])
	for (const row of fresh)
		for (const record of candidates.get(row.record) ?? []) {
			const other = others.get(record)
			if (other) holdAgainst(row, other)
			else answers.delete(record)
		}
	await write(async (session) => {
		const comparison = await nextComparison(session, round)
		for (const { row, nearest } of found.values())
			await saveSimilarity(session, { project, round, comparison }, row, nearest)
	})
	return fresh.length
}

async function readRows(
	session: Session,
	round: string,
	records: readonly string[],
): Promise<Map<string, Packed>> {
	const rows = await answersOfRecords(session, round, records)
	return new Map(rows.map((row) => [row.record, unpacked(row)]))
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
