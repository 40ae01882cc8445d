import type { Role } from '#shared/access/roles'
import { countingAmong, type FoldRevision } from './fold.ts'
import { rankOf } from './review-moves.ts'
import type { Revision } from './revision.ts'

/** A revision with the role of who wrote it. */
export interface RevisionWithRole {
	readonly id: string
	readonly revision: Revision
	readonly role: Role
}

/** What the fold needs of it. */
export const asFoldRevision = ({ id, revision, role }: RevisionWithRole): FoldRevision => ({
	id,
	parents: revision.parents,
	set: revision.set,
	rank: rankOf(role),
})

/** By their ids. */
export const foldable = (revisions: Iterable<RevisionWithRole>): Map<string, FoldRevision> =>
	new Map([...revisions].map((each) => [each.id, asFoldRevision(each)]))

/**
 * The version of its form by which a record is read: the newest under which anything was written that counts. What came late
 * or waits is none of that: it would move answers which only an older version asks. 0 of no revisions.
 */
export function formVersionOf(revisions: readonly RevisionWithRole[]): number {
	const versions = revisions.map(({ revision }) => revision.form.ver)
	const newest = Math.max(0, ...versions)
	if (versions.every((version) => version === newest)) return newest
	const counting = countingAmong(foldable(revisions))
	const counted = versions.filter((_, i) => counting.has(revisions[i]?.id ?? ''))
	return counted.length > 0 ? Math.max(...counted) : newest
}
