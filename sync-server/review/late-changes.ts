import { type Answer, sameAnswer } from '#shared/forms/answers'
import type { CompiledForm } from '#shared/forms/compile-form'
import { fold } from '#shared/revisions/fold'
import { asFoldRevision } from '#shared/revisions/form-version'
import { isMetadataPath } from '#shared/revisions/metadata-paths'
import type { RecordState } from '#shared/revisions/record-state'
import { type KnownRevision, rulesOf } from '../sync/known-record.ts'
import type { AnswerChanges } from './desk-revisions.ts'

interface Late {
	/** True if the late changes are accepted, false if they are rejected. */
	readonly isAccepted: boolean
	/** The record as approved. */
	readonly view: RecordState
	readonly revisions: readonly KnownRevision[]
	readonly form: CompiledForm | null
}

/**
 * Returns the changes that decide about late revisions. Either way they set every path that the late
 * revisions touched, since these become ancestors and would otherwise count. Exception: if they are accepted
 * and conflict with each other, the path is left to the conflict that opens.
 */
export function lateChanges({ isAccepted, view, revisions, form }: Late): AnswerChanges {
	const late = new Map(
		revisions.filter(({ id }) => view.late.includes(id)).map(({ id, revision }) => [id, revision.set]),
	)
	// comments change no answer and are kept in either case
	const touched = new Set(
		[...late.values()].flatMap((set) => Object.keys(set).filter((path) => !isMetadataPath(path))),
	)
	touched.delete('$status')
	const changes: Record<string, Answer | null> = { $status: view.status }
	const open = isAccepted ? withoutFence(revisions, form) : null
	for (const path of touched) {
		if (!open) {
			changes[path] = valueAt(view, path)
			continue
		}
		const disagreements = open.conflicts.filter((each) => each.path === path)
		if (disagreements.length === 0) {
			changes[path] = valueAt(open, path)
			continue
		}
		// accepted late answers replace the approved ones; a conflict among late answers has to be resolved
		const sides = [...late]
			.filter(([id]) => disagreements.some((each) => each.revisions.includes(id)))
			.map(([, set]) => set)
		const value = sides[0]?.[path] ?? null
		const agree = sides.every((set) => Object.hasOwn(set, path) && sameAnswer(set[path] ?? null, value))
		if (agree) changes[path] = value
	}
	return changes
}

/** Folds all revisions without approvals, so that late ones count like any other. */
function withoutFence(revisions: readonly KnownRevision[], form: CompiledForm | null): RecordState {
	return fold(
		new Map(
			revisions.map((known) => {
				const { $status, ...set } = known.revision.set
				return [known.id, { ...asFoldRevision(known), set }]
			}),
		),
		rulesOf(form),
	)
}

export const valueAt = (view: RecordState, path: string): Answer | null =>
	path === '$void' ? view.void : (view.fields.get(path) ?? null)
