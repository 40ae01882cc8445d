import { type FoldRevision, fold, type MergeRules, noRules } from './fold.ts'
import { emptyView } from './new-revision.ts'
import type { RecordState } from './view.ts'

/** Revisions and all that their authors had seen; null while one of those has not arrived. */
export function ancestryOf(
	ids: readonly string[],
	revisions: ReadonlyMap<string, FoldRevision>,
): Map<string, FoldRevision> | null {
	const seen = new Map<string, FoldRevision>()
	const wanted = [...ids]
	for (let id = wanted.pop(); id !== undefined; id = wanted.pop()) {
		if (seen.has(id)) continue
		const revision = revisions.get(id)
		if (!revision) return null
		seen.set(id, revision)
		wanted.push(...revision.parents)
	}
	return seen
}

/**
 * What somebody had on the screen who wrote on top of these parents: the fold of the parents and all that they had
 * seen. Null while one of those has not arrived.
 */
export function foldSeenState(
	parents: readonly string[],
	revisions: ReadonlyMap<string, FoldRevision>,
	rules: MergeRules = noRules,
): RecordState | null {
	if (parents.length === 0) return emptyView
	const seen = ancestryOf(parents, revisions)
	return seen && fold(seen, rules)
}
