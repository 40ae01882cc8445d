import { isPhoneRole } from '#shared/access/roles'
import type { RevisionWithRole } from '#shared/revisions/form-version'
import type { Revision } from '#shared/revisions/revision'

/*
 * How much one phone can make the server do. All of it is counted in paths, as a revision sets them, since understanding costs in proportion to
 * them (about 10 µs each with everything), and since the same work is the same number on every machine. An honest interview sets 160, a large
 * household with all its members under 1,000; a bundle of fifty interviews sets 8,000.
 */

/** What phones may write in one record. What comes beyond is quarantined. */
const mostInRecord = { revisions: 500, paths: 20_000 } as const
/** A person who accepts what was quarantined may go so far beyond. */
const mostAccepted = 2

/** What of one bundle is opened; what stands behind it is not acknowledged, and comes again. */
export const mostOpened = { revisions: 50, paths: 30_000, plainBytes: 4 * 1024 * 1024 } as const
/** Of the records that one bundle changes. The first is always understood; records beyond are left, and come again. */
export const mostUnderstood = 40_000
/** What may be read and folded to find what the authors of one record's new revisions saw. */
export const mostFolded = 400_000

/**
 * How much of it a phone may cause: a month's interviews of a busy enumerator at once, and then so much each second, which is about a sixth of a
 * core.
 */
export const workOfPhone = { atOnce: 2_000_000, perSecond: 20_000 } as const
/** What rules that were stopped count as: they took hundreds of times as long as a record. */
export const pathsOfSlowRules = 25_000

export const pathsOf = ({ revision }: { readonly revision: Revision }): number =>
	Object.keys(revision.set).length

/** How much phones have written in a record; what the desk writes is no phone's doing. */
export function writtenByPhones(revisions: readonly RevisionWithRole[]): RecordSize {
	const size = { revisions: 0, paths: 0 }
	for (const known of revisions)
		if (isPhoneRole(known.role)) {
			size.revisions++
			size.paths += pathsOf(known)
		}
	return size
}
export interface RecordSize {
	revisions: number
	paths: number
}

export const isTooLarge = ({ revisions, paths }: RecordSize, isAccepted = false): boolean => {
	const times = isAccepted ? mostAccepted : 1
	return revisions > times * mostInRecord.revisions || paths > times * mostInRecord.paths
}
