import { deflateRawSync } from 'node:zlib'
import { shortDigest } from '#shared/kernel/digest'
import { type Revision, writeRevision } from '#shared/revisions/revision'
import type { RedactedCopy } from '../storage/tables/row-types.ts'

/**
 * Replaces the digest of a state with a redacted value. It is an unsalted digest of all answers: a telephone
 * number could be found in an hour by trying all numbers.
 */
const noSum = '-'.repeat(16)

export const hasNoStateDigest = ({ parents, sum }: Pick<Revision, 'parents' | 'sum'>): boolean =>
	// The first revision has no state before it.
	parents.length === 0 || sum === noSum

/**
 * Returns a revision without these values and without the digest of the state that its author saw. Everything
 * else stays as written.
 */
export function redact(id: string, revision: Revision, paths: readonly string[]): RedactedCopy {
	const { bytes } = writeRevision({
		...revision,
		set: { ...revision.set, ...Object.fromEntries(paths.map((path) => [path, null])) },
		sum: hasNoStateDigest(revision) ? revision.sum : noSum,
	})
	return { id, bytes: deflateRawSync(bytes), redacted: shortDigest(bytes) }
}
