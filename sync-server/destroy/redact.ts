import { deflateRawSync } from 'node:zlib'
import { shortDigest } from '#shared/kernel/digest'
import { type Revision, writeRevision } from '#shared/revisions/revision'
import type { RedactedCopy } from '../storage/store.ts'

/**
 * Of a state that held what is forgotten: it is a digest of all answers without anything random in it, and a telephone number
 * would be found in an hour by trying all that there are.
 */
const noSum = '-'.repeat(16)

export const hasNoStateDigest = ({ parents, sum }: Pick<Revision, 'parents' | 'sum'>): boolean =>
	// nothing had been said before the first
	parents.length === 0 || sum === noSum

/** A revision without these values and without the sum of what its author saw. Everything else stays as it was written. */
export function redact(id: string, revision: Revision, paths: readonly string[]): RedactedCopy {
	const { bytes } = writeRevision({
		...revision,
		set: { ...revision.set, ...Object.fromEntries(paths.map((path) => [path, null])) },
		sum: hasNoStateDigest(revision) ? revision.sum : noSum,
	})
	return { id, bytes: deflateRawSync(bytes), redacted: shortDigest(bytes) }
}
