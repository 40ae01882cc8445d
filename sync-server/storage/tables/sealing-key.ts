import type { ColumnType } from 'kysely'
import { defineTable, type Time } from './define-table.ts'

interface SealingKeyRow {
	project: string
	/** Prefix of the digest of the public key. */
	id: string
	/** Uncompressed point. */
	public_key: string
	/** 32 bytes. */
	private_key: string
	since: Time
	/** Time at which a copy of the key was entered and was right; null if never. */
	verified_at: ColumnType<Time | null, Time | null | undefined, Time | null>
	verified_by: ColumnType<string | null, string | null | undefined, string | null>
}

/**
 * Keys to which phones encrypt (P-256), base64url: the newest is the current one, the others decrypt
 * earlier data.
 */
export const sealing_key = defineTable<SealingKeyRow>()({
	kind: 'truth',
	rights: { adds: true, changes: true },
	backup: 10,
})
