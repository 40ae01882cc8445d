import { setImmediate as nextTurn } from 'node:timers/promises'
import { mostAlike, type PackedAnswers, readPacked } from '#shared/quality/packed-answers'
import type { RoundThresholds } from '#shared/quality/round-thresholds'
import { type AnswersRow, answersInRound, noteAlike, roundToCompare } from '../storage/interview-table.ts'
import type { Store } from '../storage/store.ts'

export interface CompareOptions {
	/** Whoever said less is like nobody. */
	readonly leastItems: number
	/** After so many it is enough for now. */
	readonly most?: number
}

/** So many are noted together. */
const atATime = 50

/**
 * Finds for each interview that came which earlier one of its round says most nearly the same, whoever asked (Q09): who copies has seen the
 * other before. One that comes late is held against what was finished after it, too. Gives how many were compared.
 */
export async function compareInterviews(
	store: Pick<Store, 'write' | 'reading' | 'project'>,
	options: CompareOptions,
): Promise<number> {
	const { most = Number.POSITIVE_INFINITY } = options
	let done = 0
	for (;;) {
		const round = done < most ? await roundToCompare(store.reading, store.project) : null
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
	const rows = (await answersInRound(reading, project, round)).map((row) => ({
		...row,
		packed: readPacked(row.answers),
	}))
	const placeOf = new Map(rows.map(({ record }, i) => [record, i]))
	const fresh = rows.filter(({ compared }) => compared === 0).slice(0, Math.min(most, atATime))
	const found = new Map<Packed, Alike>()
	for (const row of fresh) {
		const at = placeOf.get(row.record) ?? 0
		found.set(row, inPermille(mostAlike(row.packed, packedOf(rows.slice(0, at)), leastItems)))
		for (const later of rows.slice(at + 1)) {
			if (later.compared === 0) continue
			const again = inPermille(mostAlike(later.packed, packedOf([row]), leastItems))
			const known = found.get(later) ?? alikeOf(later)
			// whatever comes first, the same is found: the earliest of those that are as near
			const isNearer =
				again &&
				(known === null ||
					again.permille > known.permille ||
					(again.permille === known.permille && at < (placeOf.get(known.record) ?? -1)))
			if (isNearer) found.set(later, again)
		}
		// each takes some milliseconds, in which nobody is answered
		await nextTurn()
	}
	await write(async ({ db }) => {
		for (const [row, alike] of found) {
			const other = alike && rows[placeOf.get(alike.record) ?? -1]
			await noteAlike(db, round, row, other ? { other, permille: alike.permille } : null)
		}
	})
	return fresh.length
}

type Packed = AnswersRow & { readonly packed: PackedAnswers }
type Alike = { readonly record: string; readonly permille: number } | null
function* packedOf(rows: readonly Packed[]) {
	for (const { record, packed } of rows) yield [record, packed] as const
}
const alikeOf = ({ alike, alike_permille }: AnswersRow): Alike =>
	alike === null ? null : { record: alike, permille: alike_permille ?? 0 }
const inPermille = (alike: ReturnType<typeof mostAlike>): Alike =>
	alike && { record: alike.record, permille: Math.floor(alike.share * 1000) }

/** Compares soon after something has come, and not at once: a phone is answered first, and what comes with it is compared together. */
export interface Comparing {
	soon(): void
	stop(): Promise<void>
}

const afterMs = 5000
/** Others have their turn in between. */
const mostAtOnce = 4 * atATime

export function createComparing(
	store: Store,
	{ q09LeastItems: leastItems }: Pick<RoundThresholds, 'q09LeastItems'>,
	onFailure: (what: string) => void,
	/** When nothing is left to compare for now. */
	then: () => Promise<void> = async () => undefined,
): Comparing {
	let timer: NodeJS.Timeout | null = null
	/** One at a time: two would do the same. */
	let running = Promise.resolve(0)
	const run = (): Promise<number> => {
		const next = running
			.then(async () => {
				const done = await compareInterviews(store, { leastItems, most: mostAtOnce })
				if (done < mostAtOnce) await then()
				return done
			})
			.catch((thrown: unknown) => {
				onFailure(`Comparing interviews: ${thrown instanceof Error ? thrown.stack : thrown}`)
				return 0
			})
		running = next
		return next
	}
	const soon = () => {
		timer ??= setTimeout(async () => {
			timer = null
			if ((await run()) >= mostAtOnce) soon()
		}, afterMs).unref()
	}
	return {
		soon,
		async stop() {
			if (timer) clearTimeout(timer)
			timer = null
			await running
		},
	}
}
