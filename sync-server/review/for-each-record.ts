import { Problem, type ProblemCode } from '#shared/kernel/problem'
import type { BulkResult } from '#shared/review/bulk-review'
import type { Store } from '../storage/store.ts'

type Left = BulkResult['left'][number]['why']

/** Problems that concern one record alone and are reported for it. */
const leftBy = new Map<ProblemCode, Left>([
	['not-allowed', 'not-allowed'],
	['not-found', 'gone'],
	['approval-own-device', 'own-device'],
	['value-not-allowed', 'not-possible'],
])

/**
 * Thrown to skip a record in a bulk operation. Its transaction is rolled back and the next record is
 * processed.
 */
export class RecordSkipped extends Error {
	readonly why: Left
	constructor(why: Left) {
		super(why)
		this.why = why
	}
}

export interface BulkRunOptions {
	/**
	 * Returns the store that writes the audit log entry of a record, once the person's access to the record is
	 * verified.
	 */
	readonly through: (record: string) => Promise<Store>
	/** Called with the error that ended the operation early. */
	readonly onStop: (thrown: unknown) => void
}

/**
 * Applies an operation to several records, each in its own transaction, so that a skipped record stops no
 * other. If the server cannot continue, the result lists the finished records and those that were not
 * reached.
 *
 * @throws the error, if it stops the first record
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
	thrown instanceof RecordSkipped
		? thrown.why
		: thrown instanceof Problem
			? leftBy.get(thrown.code)
			: undefined
