import { computeCorrectedTime, getImportId, type KnownRevision } from './known-record.ts'

/** The first finishing of a record: the revision and the time. */
export interface FirstFinished {
	readonly known: KnownRevision
	/** ms since 1970, not after its arrival, whatever the phone's clock showed. */
	readonly at: number
	/** Correction of a clock that was ahead, ms: `at` minus the phone's corrected time, 0 or negative. */
	readonly aheadMs: number
}

/**
 * Returns the earliest finishing, from which charts, coverage and checks take day and hour. Null if the
 * record was never finished.
 */
export function firstFinished(revisions: readonly KnownRevision[]): FirstFinished | null {
	const finishing = revisions.filter(isFinishing).map((known) => finishedBy(known))
	return finishing.reduce<FirstFinished | null>(
		(first, each) => (first === null || each.at < first.at ? each : first),
		null,
	)
}

/** True if the revision finishes the record, or imports it as finished. */
export const isFinishing = (known: KnownRevision): boolean =>
	known.revision.set.$status === 'submitted' ||
	(known.revision.set.$status === 'approved' && getImportId(known) !== null)

/** Returns the time of a revision that finishes its record. */
export function finishedBy(known: KnownRevision): FirstFinished {
	const { revision, received } = known
	const time = computeCorrectedTime(revision, received)
	const reportedAt = Date.parse(time)
	const at = received !== '' && time > received ? Date.parse(received) : reportedAt
	return { known, at, aheadMs: at - reportedAt }
}
