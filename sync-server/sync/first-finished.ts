import { computeCorrectedTime, getImportId, type KnownRevision } from './known-record.ts'

/** Who finished a record first, and when. */
export interface FirstFinished {
	readonly known: KnownRevision
	/** ms since 1970, no later than it came, whatever the phone's clock said. */
	readonly at: number
	/** How much that is earlier than the phone said, corrected as it knew, ms: 0, or less. */
	readonly aheadMs: number
}

/** The earliest finishing: charts, coverage and the checks tell day and hour by it. Null while nobody has finished it. */
export function firstFinished(revisions: readonly KnownRevision[]): FirstFinished | null {
	const finishing = revisions.filter(isFinishing).map((known) => finishedBy(known))
	return finishing.reduce<FirstFinished | null>(
		(first, each) => (first === null || each.at < first.at ? each : first),
		null,
	)
}

/** Somebody finishes the record with it, or brings it in finished. */
export const isFinishing = (known: KnownRevision): boolean =>
	known.revision.set.$status === 'submitted' ||
	(known.revision.set.$status === 'approved' && getImportId(known) !== null)

/** When a revision was written, as one that finishes the record. */
export function finishedBy(known: KnownRevision): FirstFinished {
	const { revision, received } = known
	const time = computeCorrectedTime(revision, received)
	const said = Date.parse(time)
	const at = received !== '' && time > received ? Date.parse(received) : said
	return { known, at, aheadMs: at - said }
}
