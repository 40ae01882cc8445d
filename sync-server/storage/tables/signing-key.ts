import { defineTable, type Time } from './define-table.ts'

interface SigningKeyRow {
	project: string
	public_key: string
	private_key: string
	created: Time
	signed_by_former: string | null
}

/**
 * The server's own keys (ECDSA P-256, SPKI, base64url): the newest signs certificates of enrolments, and
 * revisions of the desk. Private keys are outside the store; `private_key` is empty unless an earlier
 * program wrote it. `signed_by_former`: signature of the preceding key for this one.
 */
export const signing_key = defineTable<SigningKeyRow>()({
	kind: 'truth',
	rights: { adds: true, changes: ['private_key'] },
	backup: 10,
})
