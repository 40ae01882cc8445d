import { type Answer, sameAnswer } from '#shared/forms/answers'
import type { CompiledForm } from '#shared/forms/compile-form'
import { graphOf } from '#shared/revisions/graph'
import type { RecordState } from '#shared/revisions/record-state'
import { decidedLate } from '../storage/records/records.ts'
import type { Session } from '../storage/session.ts'
import { foldKnown, type KnownRevision } from '../sync/known-record.ts'
import type { AnswerChanges } from './desk-revisions.ts'
import { lateChanges, valueAt } from './late-changes.ts'

interface LateDecisionFound {
	readonly view: RecordState
	readonly revisions: readonly KnownRevision[]
	readonly form: CompiledForm | null
}

/**
 * Both possible decisions about late changes, computed from the revisions that the decision had as ancestors.
 */
interface LateOutcomes {
	readonly rejected: AnswerChanges
	readonly accepted: AnswerChanges
}

/**
 * Returns the decisions about late changes that can be reversed, each with whether its values are accepted
 * now. A decision can be reversed until its answers are changed again; one without any current answer is left
 * out.
 */
export async function lateDecisionsOf(
	session: Session,
	record: string,
	decided: LateDecisionFound,
): Promise<{ revision: string; isAccepted: boolean }[]> {
	const found: { revision: string; isAccepted: boolean }[] = []
	for (const revision of await decidedLate(session, record)) {
		const ways = waysOf(revision, decided)
		if (Object.keys(reversalChanges(ways, decided.view, false)).length > 0)
			found.push({ revision, isAccepted: true })
		else if (Object.keys(reversalChanges(ways, decided.view, true)).length > 0)
			found.push({ revision, isAccepted: false })
	}
	return found
}

/**
 * Returns the changes that reverse a decision; empty if its answers have changed since, or are reversed
 * already.
 */
export async function changesTurning(
	session: Session,
	record: string,
	decision: { readonly revision: string; readonly isAccepted: boolean },
	decided: LateDecisionFound,
): Promise<AnswerChanges> {
	const known = await decidedLate(session, record)
	return known.includes(decision.revision)
		? reversalChanges(waysOf(decision.revision, decided), decided.view, decision.isAccepted)
		: {}
}

function waysOf(decision: string, { revisions, form }: LateDecisionFound): LateOutcomes {
	const graph = graphOf(new Map(revisions.map(({ id, revision }) => [id, { id, parents: revision.parents }])))
	const above = graph.ancestors.get(decision)
	const before = revisions.filter(({ id }) => above?.has(id))
	const seen = { view: foldKnown(before, form), revisions: before, form }
	return {
		rejected: lateChanges({ ...seen, isAccepted: false }),
		accepted: lateChanges({ ...seen, isAccepted: true }),
	}
}

function reversalChanges(
	{ rejected, accepted }: LateOutcomes,
	view: RecordState,
	isAccepted: boolean,
): AnswerChanges {
	const [from, to] = isAccepted ? [rejected, accepted] : [accepted, rejected]
	const changes: Record<string, Answer | null> = {}
	for (const [path, value] of Object.entries(to)) {
		if (path === '$status') continue
		const now = valueAt(view, path)
		// conflicts among late revisions were left open when these were accepted
		const isFrom = Object.hasOwn(from, path)
			? sameAnswer(from[path] ?? null, now)
			: view.conflicts.some((each) => each.path === path)
		if (isFrom && !sameAnswer(value, now)) changes[path] = value
	}
	return changes
}
