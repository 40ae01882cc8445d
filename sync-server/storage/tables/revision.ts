import type { ColumnType } from 'kysely'
import { type Blob, defineTable, type Time, type ZeroOrOne } from './define-table.ts'

interface RevisionRow {
	id: string
	project: string
	record: string
	seq: number
	chain: string
	author: string
	device: string
	/** The author's role when it arrived. */
	role: string
	n: number
	form: string
	form_version: number
	bytes: Blob
	received: Time
	/** Notices for the user, separated by spaces: `sum-mismatch`, `handed-on`; null if there are none. */
	flag: string | null
	/**
	 * 0 until it is verified that its author was allowed to write it: an ancestor is missing or cannot be
	 * read.
	 */
	checked: ZeroOrOne
	/** Signature by the key of its enrolment, over its id; null from early versions of the app. */
	signature: Blob | null
	/** Digest of its redacted content; null if it was not redacted and its id is the digest. */
	redacted: ColumnType<string | null, string | null | undefined, string | null>
}

/** Every revision for ever, deflated as it was sent, unless its record or one of its values is erased. */
export const revision = defineTable<RevisionRow>()({
	kind: 'truth',
	// revisions move, whole, between these two tables
	rights: { adds: true, changes: ['checked', 'flag'], removes: true },
	erasure: { record: 'record', by: 'own' },
	backup: 500,
})
