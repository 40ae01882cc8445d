import type { Person } from '#shared/access/people'
import type { SessionListItem } from '#shared/access/sessions'
import { shortDigest } from '#shared/kernel/digest'
import { Problem } from '#shared/kernel/problem'
import { expireApiKeysOf } from '../storage/connection-table.ts'
import { setPassword } from '../storage/person-table.ts'
import { endOtherSessions, endSession, sessionsOf } from '../storage/session-table.ts'
import type { Store } from '../storage/store.ts'
import { digestOf } from './codes.ts'
import { confirmPassword } from './confirm-password.ts'
import { rejectWeakPassword } from './password-strength.ts'
import { hashPassword } from './passwords.ts'
import { hasEnded, openSession, type SignedIn } from './sign-in.ts'

/** What a session is called where people see it: nothing that opens one. */
const nameOf = (digest: string): string => shortDigest(`session ${digest}`)

/** Where a person is signed in, the last used first. `token`: of who asks. */
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
			begun: created,
			lastSeen,
			isThis: digest === own,
		}))
}

/** Ends one session of a person, or all but the one that asks. @throws Problem `not-found` */
export async function endSessions(store: Store, person: string, token: string, id?: string): Promise<void> {
	if (id === undefined) return endOtherSessions(store.db, person, digestOf(token))
	const ending = (await sessionsOf(store.reading, person)).find(({ digest }) => nameOf(digest) === id)
	if (!ending) throw new Problem('not-found')
	await endSession(store.db, ending.digest)
}

/**
 * Another password, by the one of now. All sessions and connections end; a new session begins for who asks.
 *
 * @throws Problem `password-wrong`, `too-many-tries`, and as `rejectWeakPassword`
 */
export async function changePassword(
	store: Store,
	person: Person,
	given: { readonly now: string; readonly next: string; readonly label: string },
	now: number,
): Promise<SignedIn> {
	await confirmPassword(store, person.id, given.now)
	await rejectWeakPassword(given.next, person)
	const hashed = await hashPassword(given.next)
	await store.write(async ({ db, at }) => {
		await setPassword(db, person.id, hashed)
		await expireApiKeysOf(db, person.id, at)
	})
	return openSession(store, person, given.label, now)
}
