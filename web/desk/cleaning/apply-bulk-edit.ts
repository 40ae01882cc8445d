import { cleaningApi } from '#shared/api/cleaning'
import type { FoundChanges } from '#shared/cleaning/bulk-edit'
import type { EditFilePreview } from '#shared/cleaning/edit-file'
import { type BulkResult, maxBulkRecords } from '#shared/review/bulk-review'
import { callRoute } from '../../api/call-route.ts'
import { inOneRequest } from '../../api/request-batches.ts'
import type { BulkEditScope } from './bulk-edit-scope.ts'

/** Progress of a bulk edit. */
export interface BulkEditProgress {
	/** Processed records, in their order. */
	readonly reached: number
	readonly done: number
	readonly left: BulkResult['left']
}
export const noBulkEditProgress: BulkEditProgress = { reached: 0, done: 0, left: [] }

interface BulkEditContext {
	/** Id of the edit. All steps and retries use one id, so that the server applies each step once. */
	readonly bulkEditId: string
	readonly why: string
	readonly onStep: (sent: BulkEditProgress) => void
	readonly isStopped: () => boolean
}

/** Edits to send, by the way in which they were found. */
export type ToCorrect =
	| { readonly kind: 'edit' | 'accept-later'; readonly records: FoundChanges['records'] }
	| { readonly kind: 'from-file'; readonly records: EditFilePreview['records'] }

/**
 * Applies a bulk edit step by step, from where it stopped. Ends early if it is stopped or the server cannot
 * continue.
 * @throws Problem; progress until then was reported with `onStep`
 */
export async function applyBulkEditInSteps(
	edits: ToCorrect,
	before: BulkEditProgress,
	sending: BulkEditContext,
): Promise<BulkEditProgress> {
	const { bulkEditId, why, onStep, isStopped } = sending
	let sent = before
	while (sent.reached < edits.records.length && !isStopped()) {
		const result = await callRoute(cleaningApi.apply, {
			body: { ...stepFrom(edits, sent.reached), bulkEditId, why },
		})
		const left = result.left.filter((each) => each.why !== 'not-reached')
		sent = {
			reached: sent.reached + result.done.length + left.length,
			done: sent.done + result.done.length,
			left: [...sent.left, ...left],
		}
		onStep(sent)
		if (left.length < result.left.length) break
	}
	return sent
}

function stepFrom(edits: ToCorrect, from: number) {
	return edits.kind === 'from-file'
		? {
				kind: edits.kind,
				records: inOneRequest(edits.records, from, changesIn).map(({ seq, ...each }) => ({
					...toSend(each),
					seq,
				})),
			}
		: { kind: edits.kind, records: inOneRequest(edits.records, from, changesIn).map(toSend) }
}

const changesIn = ({ changes }: FoundChanges['records'][number]) => changes
const toSend = ({ id, changes, hides }: FoundChanges['records'][number]) => ({ id, changes, hides })

/** Scope of an undo: one record, or all records of a form, round and district that the edit changed. */
export type UndoScope = { readonly record: string } | BulkEditScope

/** Undoes a bulk edit. @throws Problem; progress until then was reported with `onStep` */
export async function undoBulkEditInSteps(
	undoes: string,
	scope: UndoScope,
	sending: BulkEditContext,
): Promise<BulkEditProgress> {
	const { bulkEditId, why, onStep } = sending
	let sent = noBulkEditProgress
	const send = async (ids: readonly string[]) => {
		for (let at = 0; at < ids.length; at += maxBulkRecords) {
			const records = ids.slice(at, at + maxBulkRecords).map((id) => ({ id }))
			const result = await callRoute(cleaningApi.apply, {
				body: { kind: 'undo', bulkEditId, undoes, why, records },
			})
			sent = {
				reached: sent.reached + records.length,
				done: sent.done + result.done.length,
				left: [...sent.left, ...result.left],
			}
			onStep(sent)
		}
	}
	if ('record' in scope) {
		await send([scope.record])
		return sent
	}
	for (let after = 0, isMore = true; isMore; ) {
		const page = await callRoute(cleaningApi.records, { params: { id: undoes }, query: { ...scope, after } })
		await send([...new Set(page.records.map(({ id }) => id))])
		after = page.records.at(-1)?.seq ?? after
		isMore = page.isMore
	}
	return sent
}
