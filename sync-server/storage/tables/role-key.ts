import { defineTable, type Time } from './define-table.ts'

interface RoleKeyRow {
	project: string
	role: string
	/** Prefix of the digest of the public key. */
	id: string
	public_key: string
	/** The private key, wrapped with words that the server never has; '' for a key of identifiers. */
	wrapped: string
	since: Time
	made_by: string
	/** Time from which phones encrypt to it; null until it is confirmed. */
	confirmed: Time | null
	/** Person who confirmed it; null if the preceding key signed it, or there was none. */
	confirmed_by: string | null
	/** Signature by the preceding key, base64url. */
	signature: string | null
	rejected: Time | null
}

/** Keys of roles (P-256), base64url: phones encrypt answers to the newest one of a role. */
export const role_key = defineTable<RoleKeyRow>()({
	kind: 'truth',
	rights: { adds: true, changes: ['confirmed', 'confirmed_by', 'rejected'] },
	backup: 10,
})
