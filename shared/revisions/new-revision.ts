import { type Answer, type Answers, isRowPath, rowsAbove, sameAnswer } from '#shared/forms/answers'
import { getCurrentAnswers, type RecordState, type Status } from './record-state.ts'
import type { Revision } from './revision.ts'
import { computeStateDigest } from './state-digest.ts'

/**
 * Returns the paths whose answer differs from what was on the screen, so that an untouched old value never
 * overwrites a newer one. A removed row is null once; paths inside it are not written.
 */
export function changesAgainst(view: RecordState, answers: Answers): Record<string, Answer | null> {
	const before = getCurrentAnswers(view)
	const set: Record<string, Answer | null> = {}
	for (const [path, answer] of answers) if (!sameAnswer(before.get(path) ?? null, answer)) set[path] = answer
	const gone = [...before.keys()].filter((path) => !answers.has(path))
	const goneRows = new Set(gone.filter(isRowPath))
	for (const path of gone)
		if (!rowsAbove(path).some((row) => row !== path && goneRows.has(row))) set[path] = null
	return set
}

export interface EditOf {
	readonly project: string
	readonly record: string
	readonly form: { readonly id: string; readonly ver: number }
	/** State on the screen when the edit began. */
	readonly view: RecordState
	readonly answers: Answers
	readonly status: Status
	/** New comments, by path. */
	readonly notes?: ReadonlyMap<string, string>
	readonly author: string
	readonly device: string
	readonly n: number
	readonly at: Revision['at']
	readonly salt: string
	readonly why?: string
}

/** Builds the revision of an edit. */
export function revisionOf(edit: EditOf): Revision {
	const { view, status } = edit
	const set: Record<string, Answer | null> = {
		...changesAgainst(view, edit.answers),
		...Object.fromEntries(edit.notes ?? []),
	}
	// a draft always sets its status: next to a finish that it has not seen, it must not be read as a correction
	const isCopy = status === 'draft' && Object.keys(set).length > 0
	if (view.heads.length === 0 || view.status !== status || isCopy) set.$status = status
	return {
		v: 1,
		project: edit.project,
		record: edit.record,
		form: edit.form,
		parents: [...view.heads],
		author: edit.author,
		device: edit.device,
		n: edit.n,
		at: edit.at,
		set,
		...(edit.why === undefined ? {} : { why: edit.why }),
		sum: computeStateDigest(view),
		salt: edit.salt,
	}
}
