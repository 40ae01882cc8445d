import { setImmediate as nextTurn } from 'node:timers/promises'
import { mostAlike, type PackedAnswers, readPacked } from '#shared/quality/packed-answers'
import { type AnswersRow, answersInRound, noteAlike, roundToCompare } from '../storage/interview-table.ts'
import type { Store } from '../storage/store.ts'

/** While one is compared nobody else is answered: some milliseconds each. */
export interface CompareOptions {
	readonly leastItems: number
	/** After so many it is enough for now. */
	readonly most?: number
}

/**
 * Finds for each interview that came which earlier one of its round says most nearly the same, whoever asked (Q09): who copies has seen the
 * other before. One that comes late is held against what was finished after it, too. Gives how many were compared.
 */
export async function compareInterviews(
	{ db, reading, project }: Pick<Store, 'db' | 'reading' | 'project'>,
	{ leastItems, most = Number.POSITIVE_INFINITY }: CompareOptions,
): Promise<number> {
	let done = 0
	for (let round = await roundToCompare(reading, project); round !== null && done < most; ) {
		const before = done
		const rows = (await answersInRound(reading, project, round)).map((row) => ({
			...row,
			packed: readPacked(row.answers),
		}))
		for (const [i, row] of rows.entries()) {
			if (row.compared === 1 || done >= most) continue
			const alike = mostAlike(row.packed, packedOf(rows, 0, i), leastItems)
			await noteAlike(db, row, inPermille(alike))
			for (const later of rows.slice(i + 1)) {
				if (later.compared === 0) continue
				const again = inPermille(mostAlike(later.packed, [[row.record, row.packed]], leastItems))
				if (again && again.permille > (later.alike_permille ?? 0)) {
					await noteAlike(db, later, again)
					later.alike_permille = again.permille
				}
			}
			done++
			await nextTurn()
		}
		// what changed while it was compared is looked at with the next turn
		if (done === before) return done
		round = await roundToCompare(reading, project)
	}
	return done
}

type Packed = AnswersRow & { readonly packed: PackedAnswers }
function* packedOf(rows: readonly Packed[], from: number, to: number) {
	for (let i = from; i < to; i++) {
		const row = rows[i]
		if (row) yield [row.record, row.packed] as const
	}
}

const inPermille = (alike: ReturnType<typeof mostAlike>) =>
	alike && { record: alike.record, permille: Math.floor(alike.share * 1000) }

/** Compares soon after something has come, and not at once: a phone is answered first, and what comes with it is compared together. */
export interface Comparing {
	soon(): void
	/** What is there now, as far as it takes no long time. Gives how many. */
	some(): Promise<number>
	stop(): Promise<void>
}

const afterMs = 5000
const mostAtOnce = 200

export function createComparing(
	store: Store,
	leastItems: number,
	onFailure: (what: string) => void,
): Comparing {
	let timer: NodeJS.Timeout | null = null
	/** One at a time: two would do the same. */
	let running = Promise.resolve(0)
	const run = (most: number): Promise<number> => {
		const next = running
			.then(() => compareInterviews(store, { leastItems, most }))
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
			if ((await run(mostAtOnce)) >= mostAtOnce) soon()
		}, afterMs).unref()
	}
	return {
		soon,
		async some() {
			const done = await run(mostAtOnce)
			if (done >= mostAtOnce) soon()
			return done
		},
		async stop() {
			if (timer) clearTimeout(timer)
			timer = null
			await running
		},
	}
}
