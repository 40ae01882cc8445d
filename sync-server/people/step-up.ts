import { Problem } from '#shared/kernel/problem'
import type { Reauthentication } from '#shared/people/two-factor'
import { saveStepUp, steppedUpAt } from '../storage/people/sessions.ts'
import type { Store } from '../storage/store.ts'
import { digestOf } from './invitations.ts'
import { confirmIdentity } from './two-factor.ts'

/** Time for which a proof of identity counts. */
const freshMs = 5 * 60_000

interface SteppingUp {
	readonly person: string
	/** Token of the session. */
	readonly token: string
	readonly proof: Reauthentication
	/** ms since 1970 */
	readonly now: number
	/**
	 * The store that writes the entry of the audit log in the same transaction; failed attempts are counted
	 * outside of it.
	 */
	readonly through: Store
}

/**
 * Verifies the identity of a signed-in user again.
 *
 * @throws Problem as `confirmIdentity`
 */
export async function stepUp(
	store: Store,
	{ person, token, proof, now, through }: SteppingUp,
): Promise<void> {
	await confirmIdentity(store, person, proof, now)
	await through.write((session) => saveStepUp(session, digestOf(token), new Date(now).toISOString()))
}

/**
 * Rejects a request without a recent proof of identity. A cookie alone creates no API key and no code:
 * another person may use an unattended session, or have copied the cookie.
 *
 * @throws Problem `step-up-needed`
 */
export async function demandFreshIdentity(store: Store, token: string, now: number): Promise<void> {
	const at = await steppedUpAt(store.changing, digestOf(token))
	const age = at === null ? Number.POSITIVE_INFINITY : now - Date.parse(at)
	// with a clock that was set back, a proof must not stay fresh for ever
	if (age > freshMs || age < -freshMs) throw new Problem('step-up-needed')
}
