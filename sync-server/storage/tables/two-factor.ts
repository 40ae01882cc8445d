import { defineTable, type Time } from './define-table.ts'

interface TwoFactorRow {
	person: string
	/** Base 32. */
	secret: string
	since: Time
	/** Time step of the last accepted code, in half minutes since 1970: no code is accepted twice. */
	last_step: number
	/** Wrong codes since the last right one. */
	failed_attempts: number
}

/** Two-factor authentication of a user: the secret that their authenticator app has as well. */
export const two_factor = defineTable<TwoFactorRow>()({
	kind: 'truth',
	rights: { adds: true, changes: true, removes: true },
	backup: 500,
})
