import { shortDigest } from '#shared/kernel/digest'
import { Problem } from '#shared/kernel/problem'
import type { Person } from '#shared/people/people'
import type { SessionListItem } from '#shared/people/sessions'
import { expireApiKeysOf } from '../storage/people/api-keys.ts'
import { setPassword } from '../storage/people/people.ts'
import { endOtherSessions, endSession, sessionsOf } from '../storage/people/sessions.ts'
import type { Store } from '../storage/store.ts'
import { digestOf } from './invitations.ts'
import { rejectWeakPassword } from './password-strength.ts'
import { hashPassword } from './passwords.ts'
import { requirePassword } from './require-password.ts'
import { hasEnded, openSession, type SignedIn } from './sign-in.ts'

/** Returns the public id of a session: a digest with which it cannot be opened. */
const nameOf = (digest: string): string => shortDigest(`session ${digest}`)

/** Returns the open sessions of a person, most recently used first. `token`: of the caller's session. */
export async function listSessions(
	store: Store,
	person: string,
	token: string,
	now: number,
): Promise<SessionListItem[]> {
	const own = digestOf(token)
	const rows = (await sessionsOf(store.reading, person)).filter((row) => !hasEnded(row, now))
	return rows
		.sort((a, b) => (a.last_seen < b.last_seen ? 1 : -1))
		.map(({ digest, label, created, last_seen: lastSeen }) => ({
			id: nameOf(digest),
			label,
			startedAt: created,
			lastSeen,
			isThis: digest === own,
		}))
}

/** Ends one session of a person, or all except the caller's. @throws Problem `not-found` */
export async function endSessions(store: Store, person: string, token: string, id?: string): Promise<void> {
	if (id === undefined) return endOtherSessions(store.changing, person, digestOf(token))
	const ending = (await sessionsOf(store.reading, person)).find(({ digest }) => nameOf(digest) === id)
	if (!ending) throw new Problem('not-found')
	await endSession(store.changing, ending.digest)
}

/**
 * Changes the password; the current one is required. All sessions and API keys end, and a new session begins
 * for the caller.
 *
 * @throws Problem `password-wrong`, `too-many-tries`, and as `rejectWeakPassword`
 */
export async function changePassword(
	store: Store,
	person: Person,
	given: { readonly now: string; readonly next: string; readonly label: string },
	now: number,
): Promise<SignedIn> {
	await requirePassword(store, person.id, given.now)
	await rejectWeakPassword(given.next, person)
	const hashed = await hashPassword(given.next)
	await store.write(async (session) => {
		await setPassword(session, person.id, hashed)
		await expireApiKeysOf(session, person.id, session.at)
	})
	return openSession(store, person, given.label, now)
}
