import type { Kysely } from 'kysely'
import { type Answer, sameAnswer } from '#shared/forms/answers'
import type { CompiledForm } from '#shared/forms/compile-form'
import { graphOf } from '#shared/revisions/graph'
import type { RecordState } from '#shared/revisions/view'
import { decidedLate } from '../storage/record-queries.ts'
import type { Tables } from '../storage/tables.ts'
import { foldKnown, type KnownRevision } from '../sync/known-record.ts'
import type { AnswerChanges } from './desk-revisions.ts'
import { lateChanges, valueAt } from './late-changes.ts'

interface LateDecisionFound {
	readonly view: RecordState
	readonly revisions: readonly KnownRevision[]
	readonly form: CompiledForm | null
}

/** Both ways in which late changes could be decided, as whoever decided had them before them. */
interface LateOutcomes {
	readonly kept: AnswerChanges
	readonly taken: AnswerChanges
}

/**
 * A decision about late changes, and whether what they say stands now: it can be turned round as long as nobody wrote
 * something else there since. Those of which nothing stands any more are left out.
 */
export async function lateDecisionsOf(
	db: Kysely<Tables>,
	record: string,
	decided: LateDecisionFound,
): Promise<{ revision: string; isTaken: boolean }[]> {
	const found: { revision: string; isTaken: boolean }[] = []
	for (const revision of await decidedLate(db, record)) {
		const ways = waysOf(revision, decided)
		if (Object.keys(turned(ways, decided.view, false)).length > 0) found.push({ revision, isTaken: true })
		else if (Object.keys(turned(ways, decided.view, true)).length > 0)
			found.push({ revision, isTaken: false })
	}
	return found
}

/** What turns a decision round; nothing where something else stands there by now, or it is so already. */
export async function changesTurning(
	db: Kysely<Tables>,
	record: string,
	decision: { readonly revision: string; readonly isTaken: boolean },
	decided: LateDecisionFound,
): Promise<AnswerChanges> {
	const known = await decidedLate(db, record)
	return known.includes(decision.revision)
		? turned(waysOf(decision.revision, decided), decided.view, decision.isTaken)
		: {}
}

function waysOf(decision: string, { revisions, form }: LateDecisionFound): LateOutcomes {
	const graph = graphOf(new Map(revisions.map(({ id, revision }) => [id, { id, parents: revision.parents }])))
	const above = graph.ancestors.get(decision)
	const before = revisions.filter(({ id }) => above?.has(id))
	const seen = { view: foldKnown(before, form), revisions: before, form }
	return { kept: lateChanges({ ...seen, isTaken: false }), taken: lateChanges({ ...seen, isTaken: true }) }
}

function turned({ kept, taken }: LateOutcomes, view: RecordState, isTaken: boolean): AnswerChanges {
	const [from, to] = isTaken ? [kept, taken] : [taken, kept]
	const changes: Record<string, Answer | null> = {}
	for (const [path, value] of Object.entries(to)) {
		if (path === '$status') continue
		const now = valueAt(view, path)
		// what two late ones disagreed about was left open when they were taken
		const isFrom = Object.hasOwn(from, path)
			? sameAnswer(from[path] ?? null, now)
			: view.conflicts.some((each) => each.path === path)
		if (isFrom && !sameAnswer(value, now)) changes[path] = value
	}
	return changes
}
