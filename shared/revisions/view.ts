import { type Answer, rowsAbove } from '#shared/forms/answers'

/** From least to most finished; of two that stand side by side the least finished holds. */
export const statuses = ['draft', 'returned', 'submitted', 'approved'] as const
export type Status = (typeof statuses)[number]
export const isStatus = (value: unknown): value is Status => (statuses as readonly unknown[]).includes(value)

/** A disagreement that a person decides. */
export interface Conflict {
	/** Digest of kind, path and revisions: the same set of revisions gives the same cases. */
	readonly id: string
	readonly kind: ConflictKind
	/** `*` where the whole record is meant. */
	readonly path: string
	/** The revisions that disagree, sorted. */
	readonly revisions: readonly string[]
}
export const conflictKinds = ['field', 'row', 'void', 'status', 'late', 'waiting'] as const
/**
 * field: one answer, several values · row: taken away here, edited there · void: declared void here, edited there ·
 * status: approved here, returned there · late: came after the approval without having seen it · waiting: an
 * ancestor has not arrived
 */
export type ConflictKind = (typeof conflictKinds)[number]

/** Merged without asking, and said so. */
export interface MergeNotice {
	readonly kind: 'set-merged'
	readonly path: string
	readonly revisions: readonly string[]
}

/** A comment on a record or on one of its questions. */
export interface RecordNote {
	readonly revision: string
	/** Path of the question; '' for the whole record. */
	readonly about: string
	readonly text: string
	/** The desk wrote it. */
	readonly isFromDesk: boolean
	/** The desk wrote it, and nobody has finished the record again who had seen it. */
	readonly isOpen: boolean
}

/** The state of a record, folded from its revisions. */
export interface RecordState {
	readonly status: Status
	/** The reason, if the record is void. */
	readonly void: string | null
	/** By path; null is an answer taken back or a row taken away. */
	readonly fields: ReadonlyMap<string, Answer | null>
	readonly conflicts: readonly Conflict[]
	readonly notices: readonly MergeNotice[]
	/** Heads of what the view shows: the parents of the next edit made on it. */
	readonly heads: readonly string[]
	/** Heads of everything that has arrived. */
	readonly allHeads: readonly string[]
	/** Revisions behind the approval fence. */
	readonly late: readonly string[]
	/** Revisions with an ancestor that has not arrived, without those that the desk has taken over. */
	readonly waiting: readonly string[]
	/** The person to whom the desk gave it last; null: it lies with who began it. */
	readonly owner: string | null
	/** From the first to the last, as far as they had seen each other. */
	readonly notes: readonly RecordNote[]
}

/** The answers that stand: without what was taken back, and without the insides of rows that were taken away. */
export function getCurrentAnswers(view: RecordState): Map<string, Answer> {
	const isGone = (row: string) => view.fields.get(row) === null
	const standing = new Map<string, Answer>()
	for (const [path, value] of view.fields)
		if (value !== null && !rowsAbove(path).some(isGone)) standing.set(path, value)
	return standing
}
