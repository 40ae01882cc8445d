import { type Answer, type Answers, sameAnswer } from '#shared/forms/answers'
import type { CompiledForm } from '#shared/forms/compile-form'
import { graphOf } from '#shared/revisions/graph'
import { bulkEditPath, importPath } from '#shared/revisions/metadata-paths'
import type { RecordState } from '#shared/revisions/record-state'
import type { AnswerChanges } from '../review/desk-revisions.ts'
import { RecordSkipped } from '../review/for-each-record.ts'
import { changesOf } from '../review/record-history.ts'
import type { KnownRecord, KnownRevision } from '../sync/known-record.ts'

/** A record in its current state, with its form. */
interface CorrectedRecord {
	readonly record: KnownRecord
	readonly form: CompiledForm
	readonly view: RecordState
	readonly answers: Answers
}

/** True for a revision that belongs to a bulk edit, or to the undo of an import. */
export const isPartOf =
	(bulkEditId: string) =>
	({ revision }: KnownRevision): boolean =>
		revision.set[bulkEditPath] === bulkEditId || revision.set[importPath] === bulkEditId

/**
 * Computes the undo of a bulk edit: the earlier answers wherever the edit's answer is current. For merged
 * multiple choices only its own additions and removals are undone; for a side of a conflict the answer of the
 * other sides is used.
 *
 * @throws RecordSkipped `not-part`, `changed`; `conflict` if the other sides differ
 */
export function computeUndo(
	{ record, form, view, answers }: CorrectedRecord,
	bulkEditId: string,
): AnswerChanges {
	const set: Record<string, Answer | null> = {}
	const written = record.revisions.filter(isPartOf(bulkEditId))
	if (written.length === 0) throw new RecordSkipped('not-part')
	const graph = graphOf(
		new Map(record.revisions.map(({ id, revision }) => [id, { id, parents: revision.parents }])),
	)
	for (const known of written)
		for (const { path, before, after } of changesOf(known, { revisions: record.revisions, form }, graph)) {
			const isSetSince = record.revisions.some(
				({ id, revision }) => Object.hasOwn(revision.set, path) && graph.ancestors.get(id)?.has(known.id),
			)
			if (path.startsWith('$') || isSetSince || sameAnswer(before, after)) continue
			const others = otherSides(record, view, path, isPartOf(bulkEditId))
			if (others.length > 1) throw new RecordSkipped('conflict')
			const [instead = before] = others
			const now = answers.get(path) ?? null
			if (others.length > 0 || sameAnswer(now, after)) set[path] = instead
			else if (isTicks(now) && isTicks(after)) {
				const besides = record.revisions.filter(
					(each) => !isPartOf(bulkEditId)(each) && !graph.ancestors.get(known.id)?.has(each.id),
				)
				const left = ticksWithout(
					{ before, after },
					now,
					besides.map(({ revision }) => revision.set[path]),
				)
				if (!sameAnswer(now, left)) set[path] = left
			}
		}
	if (Object.keys(set).length === 0) throw new RecordSkipped('changed')
	return set
}

const isTicks = (answer: Answer | null | undefined): answer is readonly string[] =>
	typeof answer === 'object' && answer !== null

/**
 * Undoes the additions and removals of an edit in merged multiple choices. `concurrentAnswers`: answers of concurrent
 * revisions.
 */
function ticksWithout(
	{ before, after }: { readonly before: Answer | null; readonly after: readonly string[] },
	now: readonly string[],
	concurrentAnswers: readonly (Answer | null | undefined)[],
): Answer | null {
	const [then, others] = [isTicks(before) ? before : [], concurrentAnswers.filter(isTicks)]
	const isAdded = (tick: string) =>
		after.includes(tick) && !then.includes(tick) && !others.some((each) => each.includes(tick))
	const removed = then.filter((tick) => !after.includes(tick) && others.every((each) => each.includes(tick)))
	const left = [...now.filter((tick) => !isAdded(tick)), ...removed.filter((tick) => !now.includes(tick))]
	return left.length > 0 ? left : null
}

/**
 * Returns the distinct answers of the other sides of a conflict at a path. Empty if the edit is not a side of
 * one.
 */
function otherSides(
	{ revisions }: KnownRecord,
	{ conflicts }: RecordState,
	path: string,
	isOwn: (known: KnownRevision) => boolean,
): (Answer | null)[] {
	const open = conflicts.find((each) => each.kind === 'field' && each.path === path)
	const sides = revisions.filter(({ id }) => open?.revisions.includes(id))
	if (!sides.some(isOwn)) return []
	const otherAnswers: (Answer | null)[] = []
	for (const side of sides) {
		const answer = side.revision.set[path] ?? null
		if (!isOwn(side) && !otherAnswers.some((each) => sameAnswer(each, answer))) otherAnswers.push(answer)
	}
	return otherAnswers
}
