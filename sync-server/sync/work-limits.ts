import { isPhoneRole } from '#shared/people/roles'
import type { RevisionWithRole } from '#shared/revisions/form-version'
import type { Revision } from '#shared/revisions/revision'

/*
 * Limits of the work that one phone can cause on the server. Work is counted in the paths that revisions set,
 * since the cost of evaluation is proportional to them (about 10 µs each with everything), and since the same
 * work is the same number on every machine. A usual interview sets 160, a large household with all its
 * members under 1,000; a bundle of fifty interviews sets 8,000.
 */

/** Maximum that phones can write in one record. Further revisions are quarantined. */
const maxInRecord = { revisions: 500, paths: 20_000 } as const
/** Factor by which a person who releases revisions may exceed the limit. */
const maxAccepted = 2

/** Maximum of one bundle that is opened; further frames are not acknowledged, and are sent again. */
export const maxOpened = { revisions: 50, paths: 30_000, plainBytes: 4 * 1024 * 1024 } as const
/**
 * Maximum paths of the records that one bundle changes. The first record is always evaluated; those over the
 * limit are left, and sent again.
 */
export const maxUnderstood = 40_000
/** Maximum paths that are folded to find the states that the authors of one record's new revisions saw. */
export const maxFolded = 400_000

/**
 * Rate limit of work per phone: a busy enumerator's month of interviews at once, and then about a sixth of a
 * core.
 */
export const workOfPhone = { atOnce: 2_000_000, perSecond: 20_000 } as const
/** Cost of rules that were stopped: they took hundreds of times as long as a record. */
export const pathsOfSlowRules = 25_000

export const pathsOf = ({ revision }: { readonly revision: Revision }): number =>
	Object.keys(revision.set).length

/** Returns how much phones have written in a record, without revisions of the desk. */
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
	const times = isAccepted ? maxAccepted : 1
	return revisions > times * maxInRecord.revisions || paths > times * maxInRecord.paths
}
