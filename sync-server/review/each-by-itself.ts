import { Problem, type ProblemCode } from '#shared/kernel/problem'
import type { BulkResult } from '#shared/revisions/many-moves'
import type { Store } from '../storage/store.ts'

type Left = BulkResult['left'][number]['why']

/** Problems that are about one record alone. */
const leftBy = new Map<ProblemCode, Left>([
	['not-allowed', 'not-allowed'],
	['not-found', 'gone'],
	['approval-own-device', 'own-device'],
	['value-not-possible', 'not-possible'],
])

/** Why a record is left as it is: nothing of it is written then, and the next one has its turn. */
export class LeftAsItIs extends Error {
	readonly why: Left
	constructor(why: Left) {
		super(why)
		this.why = why
	}
}

export interface BulkRunOptions {
	/** The store that notes what is done to a record, once it is known that the person may see it. */
	readonly through: (record: string) => Promise<Store>
	/** Hears why not all were reached. */
	readonly onStop: (thrown: unknown) => void
}

/**
 * Does something with several records. Each is written by itself, so that one that is left stops no other; and where the server cannot go
 * on, what is done by then is said, and what was not reached.
 *
 * @throws whatever stops the first of them
 */
export async function eachByItself<Each extends { readonly id: string }>(
	records: readonly Each[],
	{ through, onStop }: BulkRunOptions,
	work: (each: Each, store: Store) => Promise<void>,
): Promise<BulkResult> {
	const done: string[] = []
	const left: { id: string; why: Left }[] = []
	for (const each of records) {
		try {
			await work(each, await through(each.id))
			done.push(each.id)
		} catch (thrown) {
			const why = whyLeft(thrown)
			if (why !== undefined) {
				left.push({ id: each.id, why })
				continue
			}
			if (done.length === 0) throw thrown
			onStop(thrown)
			const others = records.slice(done.length + left.length)
			left.push(...others.map(({ id }) => ({ id, why: 'not-reached' as const })))
			break
		}
	}
	return { done, left }
}

const whyLeft = (thrown: unknown): Left | undefined =>
	thrown instanceof LeftAsItIs ? thrown.why : thrown instanceof Problem ? leftBy.get(thrown.code) : undefined
