import { canonicalJson } from '#shared/kernel/canonical-json'
import { shortDigest } from '#shared/kernel/digest'
import type { RecordState } from './view.ts'

/** What an author saw, in 16 letters: status, void and every field. Comments are no part of it: they change nothing. */
export const computeStateDigest = (view: Pick<RecordState, 'status' | 'void' | 'fields'>): string =>
	shortDigest(
		canonicalJson({ status: view.status, void: view.void, fields: Object.fromEntries(view.fields) }),
	).slice(0, 16)
