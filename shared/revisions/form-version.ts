import type { Role } from '#shared/people/roles'
import { type FoldRevision, listCountingRevisions } from './fold.ts'
import type { Revision } from './revision.ts'
import { rankOf } from './status-transitions.ts'

/** A revision with the role of its author. */
export interface RevisionWithRole {
	readonly id: string
	readonly revision: Revision
	readonly role: Role
}

/** Returns the fields that the fold reads. */
export const asFoldRevision = ({ id, revision, role }: RevisionWithRole): FoldRevision => ({
	id,
	parents: revision.parents,
	set: revision.set,
	rank: rankOf(role),
})

/** Returns the revisions for the fold, by id. */
export const foldable = (revisions: Iterable<RevisionWithRole>): Map<string, FoldRevision> =>
	new Map([...revisions].map((each) => [each.id, asFoldRevision(each)]))

/**
 * Returns the form version under which a record is read: the newest of the revisions that count. Late and
 * waiting revisions do not: they would move answers that only an older version asks. 0 without revisions.
 */
export function formVersionOf(revisions: readonly RevisionWithRole[]): number {
	const versions = revisions.map(({ revision }) => revision.form.ver)
	const newest = Math.max(0, ...versions)
	if (versions.every((version) => version === newest)) return newest
	const counting = listCountingRevisions(foldable(revisions))
	const counted = versions.filter((_, i) => counting.has(revisions[i]?.id ?? ''))
	return counted.length > 0 ? Math.max(...counted) : newest
}
