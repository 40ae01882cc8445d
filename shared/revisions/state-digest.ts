import { canonicalJson } from '#shared/kernel/canonical-json'
import { shortDigest } from '#shared/kernel/digest'
import type { RecordState } from './record-state.ts'

/**
 * Digest of what an author saw, in 16 letters: status, void and every field. Comments are excluded: they
 * change nothing.
 */
export const computeStateDigest = (view: Pick<RecordState, 'status' | 'void' | 'fields'>): string =>
	shortDigest(
		canonicalJson({ status: view.status, void: view.void, fields: Object.fromEntries(view.fields) }),
	).slice(0, 16)
