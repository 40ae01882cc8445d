import { type FoldRevision, fold, type MergeRules, noRules } from './fold.ts'
import type { RecordState } from './record-state.ts'
import { emptyView } from './record-state.ts'

/** Returns revisions with all their ancestors; null while an ancestor has not arrived. */
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
 * Folds the state that the author of a revision with these parents had on the screen: the parents and all
 * their ancestors. Null while one of them has not arrived.
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
