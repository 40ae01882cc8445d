import { type Answer, rowsAbove } from '#shared/forms/answers'

/** Statuses from least to most finished; of two concurrent ones the least finished counts. */
export const statuses = ['draft', 'returned', 'submitted', 'approved'] as const
export type Status = (typeof statuses)[number]
export const isStatus = (value: unknown): value is Status => (statuses as readonly unknown[]).includes(value)

/** A conflict that a person resolves. */
export interface Conflict {
	/** Digest of kind, path and revisions: the same set of revisions gives the same conflicts. */
	readonly id: string
	readonly kind: ConflictKind
	/** Path of the field or row; `*` for the whole record. */
	readonly path: string
	/** The conflicting revisions, sorted. */
	readonly revisions: readonly string[]
}
export const conflictKinds = ['field', 'row', 'void', 'status', 'late', 'waiting'] as const
/**
 * Kinds of conflicts:
 * - field: one answer, several values
 * - row: removed here, edited there
 * - void: declared void here, edited there
 * - status: approved here, returned there
 * - late: arrived after the approval without having seen it
 * - waiting: an ancestor has not arrived
 */
export type ConflictKind = (typeof conflictKinds)[number]

/** Reports a merge that needed no decision. */
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
	/** True if the desk wrote it. */
	readonly isFromDesk: boolean
	/** True if the desk wrote it, and the record was not finished since by a person who had seen it. */
	readonly isOpen: boolean
}

/** The state of a record, folded from its revisions. */
export interface RecordState {
	readonly status: Status
	/** The reason, if the record is void. */
	readonly void: string | null
	/** By path; null is a removed answer or row. */
	readonly fields: ReadonlyMap<string, Answer | null>
	readonly conflicts: readonly Conflict[]
	readonly notices: readonly MergeNotice[]
	/** Heads of the shown state: the parents of the next edit. */
	readonly heads: readonly string[]
	/** Heads of all arrived revisions. */
	readonly allHeads: readonly string[]
	/** Revisions behind the approval fence. */
	readonly late: readonly string[]
	/** Revisions with an ancestor that has not arrived, without those that the desk adopted. */
	readonly waiting: readonly string[]
	/** The person whom the desk made the owner last. Null: the person who began the record. */
	readonly owner: string | null
	/** Comments, oldest first where their order is known. */
	readonly notes: readonly RecordNote[]
}

/** State of a record without revisions. */
export const emptyView: RecordState = {
	status: 'draft',
	void: null,
	fields: new Map(),
	conflicts: [],
	notices: [],
	heads: [],
	allHeads: [],
	late: [],
	waiting: [],
	owner: null,
	notes: [],
}

/** Returns the current answers: without removed ones, and without the insides of removed rows. */
export function getCurrentAnswers(view: RecordState): Map<string, Answer> {
	const isGone = (row: string) => view.fields.get(row) === null
	const answers = new Map<string, Answer>()
	for (const [path, value] of view.fields)
		if (value !== null && !rowsAbove(path).some(isGone)) answers.set(path, value)
	return answers
}
