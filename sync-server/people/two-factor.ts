import { latinDigits } from '#shared/forms/digits'
import { randomCode } from '#shared/kernel/ids'
import { Problem } from '#shared/kernel/problem'
import type { Person } from '#shared/people/people'
import type { Reauthentication, TwoFactorStatus } from '#shared/people/two-factor'
import { endOtherSessions } from '../storage/people/sessions.ts'
import {
	countBackupCodes,
	deleteTwoFactor,
	findTwoFactor,
	insertTwoFactor,
	recordTwoFactorAttempt,
	redeemBackupCode,
	replaceBackupCodes,
} from '../storage/people/two-factor.ts'
import type { Store } from '../storage/store.ts'
import { codeDigest } from './code-digest.ts'
import { digestOf, serverRandom } from './invitations.ts'
import { requirePassword } from './require-password.ts'
import { fromBase32, stepOf, toBase32 } from './totp.ts'

const backupCodeCount = 8
/**
 * Maximum wrong codes in a row. Six digits are few: an attacker with the password and unlimited time must not
 * get through them.
 */
const maxWrong = 100

interface TwoFactorChange {
	/** ms since 1970 */
	readonly now: number
	/**
	 * Store for the change, which may write an entry of the audit log in the same transaction; failed attempts
	 * are counted outside of it.
	 */
	readonly through?: Store
}

/** Returns the status of the user's own two-factor authentication. */
export async function getTwoFactorStatus(store: Store, person: string): Promise<TwoFactorStatus> {
	const row = await findTwoFactor(store.reading, person)
	return { since: row?.since ?? null, backupCodes: await countBackupCodes(store.reading, person) }
}

/** Creates a secret for an authenticator app. It is not stored until the user returns a first code of it. */
export const createTotpSecret = (): string => toBase32(serverRandom(20))

/** Normalises a typed code: digits of any script become Latin, spaces and hyphens are dropped (`۱۲۳ ۴۵۶`). */
const normaliseCode = (typed: string): string => latinDigits(typed).replace(/[\s-]/g, '')
const isNumber = (code: string): boolean => /^\d{6}$/.test(code)

/**
 * Verifies the second factor: a code of the authenticator app that was not used before, or a backup code,
 * which is used up. Passes for a user without two-factor authentication. Returns the time when it was turned
 * on; null if it is off.
 *
 * @throws Problem `two-factor-required` if nothing was typed, `two-factor-wrong`, `two-factor-locked`
 */
export async function verifyTwoFactor(
	store: Store,
	person: string,
	typed: string,
	now: number,
): Promise<string | null> {
	const code = normaliseCode(typed)
	let since: string | null = null
	const refusal = await store.write(async (session) => {
		const row = await findTwoFactor(session, person)
		since = row?.since ?? null
		if (!row) return null
		if (code === '') return 'two-factor-required'
		if (isNumber(code)) {
			if (row.failed_attempts >= maxWrong) return 'two-factor-locked'
			const step = stepOf(fromBase32(row.secret), code, now)
			if (step !== null && step > row.last_step) {
				await recordTwoFactorAttempt(session, person, { last_step: step, failed_attempts: 0 })
				return null
			}
		} else if (await redeemBackupCode(session, person, codeDigest(store, code))) {
			await recordTwoFactorAttempt(session, person, { failed_attempts: 0 })
			return null
		}
		await recordTwoFactorAttempt(session, person, { failed_attempts: row.failed_attempts + 1 })
		return 'two-factor-wrong'
	})
	// thrown after the transaction: the count of wrong codes must be committed
	if (refusal) throw new Problem(refusal)
	return since
}

/**
 * Turns two-factor authentication on. Sessions that began without it end, except the one of `token`. Returns
 * the backup codes, which are shown once.
 *
 * @throws Problem `password-wrong`, `too-many-tries`, `two-factor-wrong`, `two-factor-already-enabled`
 */
export async function enableTwoFactor(
	store: Store,
	person: Person,
	{ secret, password, code, token }: Reauthentication & { readonly secret: string; readonly token: string },
	now: number,
): Promise<string[]> {
	await requirePassword(store, person.id, password)
	const number = normaliseCode(code)
	const step = isNumber(number) ? stepOf(fromBase32(secret), number, now) : null
	if (step === null) throw new Problem('two-factor-wrong')
	const { codes, digests } = generateBackupCodes(store)
	await store.write(async (session) => {
		// an existing second factor is only removed with a code of its own
		if (await findTwoFactor(session, person.id)) throw new Problem('two-factor-already-enabled')
		await insertTwoFactor(session, {
			person: person.id,
			secret,
			since: session.at,
			last_step: step,
			failed_attempts: 0,
		})
		await replaceBackupCodes(session, person.id, digests)
		await endOtherSessions(session, person.id, digestOf(token))
	})
	return codes
}

/**
 * Turns two-factor authentication off.
 *
 * @throws Problem `password-wrong`, `too-many-tries`, and as `verifyTwoFactor`
 */
export async function disableTwoFactor(
	store: Store,
	person: Person,
	proof: Reauthentication,
	{ now, through = store }: TwoFactorChange,
): Promise<void> {
	await confirmIdentity(store, person.id, proof, now)
	await through.write((session) => deleteTwoFactor(session, person.id))
}

/**
 * Turns two-factor authentication off for a user who lost it, and ends all their sessions: the phone with it may
 * be in other hands. An administrator has verified who they are.
 *
 * @throws Problem `not-found` if it is off
 */
export async function resetTwoFactor(through: Pick<Store, 'write'>, person: string): Promise<void> {
	await through.write(async (session) => {
		if (!(await findTwoFactor(session, person))) throw new Problem('not-found')
		await deleteTwoFactor(session, person)
		await endOtherSessions(session, person, '')
	})
}

/**
 * Creates backup codes, which are shown once; all earlier ones become invalid.
 *
 * @throws Problem `password-wrong`, `too-many-tries`, as `verifyTwoFactor`, and `not-found` if two-factor
 * authentication is off
 */
export async function createBackupCodes(
	store: Store,
	person: Person,
	proof: Reauthentication,
	{ now, through = store }: TwoFactorChange,
): Promise<string[]> {
	await confirmIdentity(store, person.id, proof, now)
	const { codes, digests } = generateBackupCodes(store)
	await through.write(async (session) => {
		if (!(await findTwoFactor(session, person.id))) throw new Problem('not-found')
		await replaceBackupCodes(session, person.id, digests)
	})
	return codes
}

/**
 * Verifies the password of a user who is signed in, and the second factor if it is on.
 *
 * @throws Problem `password-wrong`, and as `verifyTwoFactor`
 */
export async function confirmIdentity(
	store: Store,
	person: string,
	{ password, code }: Reauthentication,
	now: number,
): Promise<void> {
	await requirePassword(store, person, password)
	await verifyTwoFactor(store, person, code, now)
}

function generateBackupCodes(store: Store): { codes: string[]; digests: string[] } {
	const codes = Array.from({ length: backupCodeCount }, () => randomCode(serverRandom))
	return { codes, digests: codes.map((code) => codeDigest(store, code)) }
}
