import type { ColumnType } from 'kysely'
import { defineTable, type Time, type ZeroOrOne } from './define-table.ts'

interface InvitationRow {
	digest: string
	person: string
	created: Time
	expires: Time | null
	used: Time | null
	/**
	 * The enrolment that it was used for; `spare key`, that and a digest, after a forgotten PIN; `refused` if
	 * a device of the person refused it.
	 */
	device: string | null
	/**
	 * Reference of the code for the person's devices, which are notified of it; null if the person had none.
	 */
	ref: string | null
	/** Null: the server. */
	made_by: string | null
	/** 1: a device of the person has to confirm the code before it can be used. */
	unconfirmed: ColumnType<ZeroOrOne, ZeroOrOne | undefined, ZeroOrOne>
}

/** Enrolment codes; only their digest is stored. */
export const invitation = defineTable<InvitationRow>()({
	kind: 'temporary',
	rights: { adds: true, changes: true, removes: true },
	backup: 500,
})
