import { sameAnswer } from '#shared/forms/answers'
import { graphOf } from '#shared/revisions/graph'
import { getCurrentAnswers } from '#shared/revisions/record-state'
import { decisionsOf } from '../storage/cleaning/rules.ts'
import { revisionsOf } from '../storage/log/revisions.ts'
import type { Session } from '../storage/session.ts'
import { foldKnown, knownRecords } from '../sync/known-record.ts'
import { type FormWithRules, type FoundViolation, readFor, readRuleInputs } from './form-with-rules.ts'

/** Violations found in a record. `startedAt`: time when the record was started, ms since 1970. */
export interface RuleEvaluation {
	readonly ruled: FormWithRules
	readonly violations: readonly FoundViolation[]
	readonly startedAt: number
}

/** Key of a violation: one path of one rule in one record. */
export const buildViolationKey = (
	record: string,
	{ rule, path }: Pick<FoundViolation, 'rule' | 'path'>,
): string => JSON.stringify([record, rule, path])

/** Returns the accepted violations whose answers have not changed since. */
export async function listAcceptedViolations(
	session: Session,
	found: ReadonlyMap<string, RuleEvaluation>,
): Promise<Set<string>> {
	const decided = await decisionsOf(session, [...found.keys()])
	const ids = [...new Set(decided.map(({ record }) => record))]
	const records = knownRecords(ids, await revisionsOf(session, ids))
	const right = new Set<string>()
	for (const { record, rule, path, heads } of decided) {
		const each = found.get(record)
		const now = each?.violations.find((known) => known.rule === rule && known.path === path)
		const sight = each?.ruled.sights.find((known) => known.rule.id === rule)
		if (!each || !now || !sight) continue
		const then = readThen(each, records.get(record)?.revisions ?? [], JSON.parse(heads) as string[])
		if (then && isSame(now.reads, readRuleInputs(sight, then, path)))
			right.add(buildViolationKey(record, { rule, path }))
	}
	return right
}

/** Evaluates a record as of earlier heads. Null if one of these revisions is gone. */
function readThen(
	{ ruled, startedAt }: RuleEvaluation,
	revisions: Parameters<typeof foldKnown>[0],
	heads: readonly string[],
) {
	const graph = graphOf(new Map(revisions.map(({ id, revision }) => [id, { id, parents: revision.parents }])))
	const seen = new Set(heads)
	if (heads.some((id) => !graph.ancestors.has(id))) return null
	const before = revisions.filter(
		({ id }) => seen.has(id) || heads.some((head) => graph.ancestors.get(head)?.has(id)),
	)
	return readFor(ruled, getCurrentAnswers(foldKnown(before, ruled.form)), startedAt).reading
}

/** True if both lists have the same answers at the same paths. */
export function isSame(a: FoundViolation['reads'], b: FoundViolation['reads']): boolean {
	const answers = new Map(a.map(({ path, answer }) => [path, answer]))
	return (
		a.length === b.length &&
		b.every(({ path, answer }) => answers.has(path) && sameAnswer(answers.get(path) ?? null, answer))
	)
}
