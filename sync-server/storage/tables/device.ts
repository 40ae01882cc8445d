import type { ColumnType } from 'kysely'
import { defineTable, type JsonText, type Time, type ZeroOrOne } from './define-table.ts'

interface DeviceRow {
	id: string
	project: string
	person: string
	kind: 'phone' | 'desk'
	phone: string
	label: string
	public_key: string | null
	/** Last counter used; for desks only, since a phone counts for itself. */
	n: number
	app: string | null
	enrolled: Time
	last_seen: Time | null
	revoked: ZeroOrOne
	/** Last inventory of the phone, as JSON, and its time. */
	inventory: JsonText | null
	inventory_at: Time | null
	/** Sequence number up to which the feed was sent to the phone; null if it was not recorded. */
	feed_cursor: ColumnType<number | null, number | null | undefined, number | null>
	/**
	 * Time at which a device counter was first seen on two revisions: two phones use the enrolment, or one
	 * was reset to an old copy.
	 */
	cloned_at: ColumnType<Time | null, Time | null | undefined, Time | null>
	/** The enrolment that it replaced, after a phone learned that its enrolment was cloned. */
	replaces: ColumnType<string | null, string | null | undefined, string | null>
	/**
	 * Public keys of key pairs whose private keys are on the phone under its PIN: one verifies read requests,
	 * the other encrypts responses. Null until first sent.
	 */
	access_key: ColumnType<string | null, string | null | undefined, string | null>
	reply_key: ColumnType<string | null, string | null | undefined, string | null>
	/** Highest protocol version that it has used. */
	protocol: ColumnType<number, number | undefined, number>
	/** For an additional device of a person: the user who created the code. */
	code_by: ColumnType<string | null, string | null | undefined, string | null>
}

/** An enrolment: a person on a phone, or the desk of a person. */
export const device = defineTable<DeviceRow>()({
	kind: 'truth',
	rights: { adds: true, changes: true },
	backup: 500,
})
