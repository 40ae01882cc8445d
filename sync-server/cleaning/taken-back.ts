import { type Answer, type Answers, sameAnswer } from '#shared/forms/answers'
import type { CompiledForm } from '#shared/forms/compile-form'
import { correctionPath, importPath } from '#shared/revisions/beside'
import { graphOf } from '#shared/revisions/graph'
import type { RecordState } from '#shared/revisions/view'
import type { AnswerChanges } from '../review/desk-revisions.ts'
import { LeftAsItIs } from '../review/each-by-itself.ts'
import { changesOf } from '../review/record-history.ts'
import type { KnownRecord, KnownRevision } from '../sync/known-record.ts'

/** A record as it stands, with the form by which it does. */
interface CorrectedRecord {
	readonly record: KnownRecord
	readonly form: CompiledForm
	readonly view: RecordState
	readonly answers: Answers
}

/** A revision that was written for a correction, or for taking back what came in. */
export const isPartOf =
	(correction: string) =>
	({ revision }: KnownRevision): boolean =>
		revision.set[correctionPath] === correction || revision.set[importPath] === correction

/**
 * What stood there before, wherever still stands what the correction put there; of ticks that were put together its own alone; where it is a side of a disagreement, what the
 * others say.
 *
 * @throws LeftAsItIs `not-part`, `changed`; `disagreement` where the others do not agree
 */
export function computeUndo(
	{ record, form, view, answers }: CorrectedRecord,
	correction: string,
): AnswerChanges {
	const set: Record<string, Answer | null> = {}
	const written = record.revisions.filter(isPartOf(correction))
	if (written.length === 0) throw new LeftAsItIs('not-part')
	const graph = graphOf(
		new Map(record.revisions.map(({ id, revision }) => [id, { id, parents: revision.parents }])),
	)
	for (const known of written)
		for (const { path, before, after } of changesOf(known, { revisions: record.revisions, form }, graph)) {
			const isSetSince = record.revisions.some(
				({ id, revision }) => Object.hasOwn(revision.set, path) && graph.ancestors.get(id)?.has(known.id),
			)
			if (path.startsWith('$') || isSetSince || sameAnswer(before, after)) continue
			const others = otherSides(record, view, path, isPartOf(correction))
			if (others.length > 1) throw new LeftAsItIs('disagreement')
			const [instead = before] = others
			const now = answers.get(path) ?? null
			if (others.length > 0 || sameAnswer(now, after)) set[path] = instead
			else if (isTicks(now) && isTicks(after)) {
				const besides = record.revisions.filter(
					(each) => !isPartOf(correction)(each) && !graph.ancestors.get(known.id)?.has(each.id),
				)
				const left = ticksWithout(
					{ before, after },
					now,
					besides.map(({ revision }) => revision.set[path]),
				)
				if (!sameAnswer(now, left)) set[path] = left
			}
		}
	if (Object.keys(set).length === 0) throw new LeftAsItIs('changed')
	return set
}

const isTicks = (answer: Answer | null | undefined): answer is readonly string[] =>
	typeof answer === 'object' && answer !== null

/** Ticks that were put together, without what a correction alone put in, and with what it alone took out; `said`: what others said beside it. */
function ticksWithout(
	{ before, after }: { readonly before: Answer | null; readonly after: readonly string[] },
	now: readonly string[],
	said: readonly (Answer | null | undefined)[],
): Answer | null {
	const [then, others] = [isTicks(before) ? before : [], said.filter(isTicks)]
	const isAdded = (tick: string) =>
		after.includes(tick) && !then.includes(tick) && !others.some((each) => each.includes(tick))
	const removed = then.filter((tick) => !after.includes(tick) && others.every((each) => each.includes(tick)))
	const left = [...now.filter((tick) => !isAdded(tick)), ...removed.filter((tick) => !now.includes(tick))]
	return left.length > 0 ? left : null
}

/** What the other sides of a disagreement at a path say, each answer once; none where it is no side of one. */
function otherSides(
	{ revisions }: KnownRecord,
	{ conflicts }: RecordState,
	path: string,
	isOwn: (known: KnownRevision) => boolean,
): (Answer | null)[] {
	const open = conflicts.find((each) => each.kind === 'field' && each.path === path)
	const sides = revisions.filter(({ id }) => open?.revisions.includes(id))
	if (!sides.some(isOwn)) return []
	const said: (Answer | null)[] = []
	for (const side of sides) {
		const answer = side.revision.set[path] ?? null
		if (!isOwn(side) && !said.some((each) => sameAnswer(each, answer))) said.push(answer)
	}
	return said
}
