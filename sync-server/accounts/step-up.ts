import type { Reauthentication } from '#shared/access/second-step'
import { Problem } from '#shared/kernel/problem'
import { saveStepUp, steppedUpAt } from '../storage/session-table.ts'
import type { Store } from '../storage/store.ts'
import { digestOf } from './codes.ts'
import { confirmIdentity } from './second-step.ts'

/** A proof of identity is enough for what is done within this time. */
const freshMs = 5 * 60_000

interface SteppingUp {
	readonly person: string
	/** Of the session. */
	readonly token: string
	readonly proof: Reauthentication
	/** ms since 1970 */
	readonly now: number
	/** The store that takes the entry of the audit log along; tries are counted past it. */
	readonly through: Store
}

/**
 * The person of a session proves again who they are.
 *
 * @throws Problem as `confirmIdentity`
 */
export async function stepUp(
	store: Store,
	{ person, token, proof, now, through }: SteppingUp,
): Promise<void> {
	await confirmIdentity(store, person, proof, now)
	await through.write(({ db }) => saveStepUp(db, digestOf(token), new Date(now).toISOString()))
}

/**
 * A cookie alone hands out no key and no code: somebody else may sit at the open desk, or have copied it.
 *
 * @throws Problem `step-up-needed`
 */
export async function demandFreshIdentity(store: Store, token: string, now: number): Promise<void> {
	const at = await steppedUpAt(store.db, digestOf(token))
	const age = at === null ? Number.POSITIVE_INFINITY : now - Date.parse(at)
	// a clock that was put back makes nothing fresh for ever
	if (age > freshMs || age < -freshMs) throw new Problem('step-up-needed')
}
