import { toBase64url } from '#shared/kernel/bytes'
import { Problem } from '#shared/kernel/problem'
import type { Person } from '#shared/people/people'
import { isPhoneRole } from '#shared/people/roles'
import { expireApiKeysOf } from '../storage/people/api-keys.ts'
import { useCode } from '../storage/people/invitations.ts'
import { asPerson, findPerson, findPersonCalled, setPassword } from '../storage/people/people.ts'
import { addSession, endSession, findSession, touchSession } from '../storage/people/sessions.ts'
import { deleteTwoFactor, findTwoFactor } from '../storage/people/two-factor.ts'
import type { Store } from '../storage/store.ts'
import { digestOf, readCode, rejectUsedInvitation, serverRandom } from './invitations.ts'
import { rejectWeakPassword } from './password-strength.ts'
import { hashPassword, isPassword } from './passwords.ts'
import { asTyped } from './people.ts'
import { verifyTwoFactor } from './two-factor.ts'

const sessionLifeMs = 12 * 60 * 60_000
const idleMs = 2 * 60 * 60_000

export interface SignedIn {
	readonly person: Person
	/** Session token for the cookie; only its digest is stored. */
	readonly token: string
}

interface SigningIn {
	/** Username. */
	readonly code: string
	readonly password: string
	/** Code of the second factor as typed; '' if it was not requested yet. */
	readonly twoFactorCode: string
	/** Label of the browser. */
	readonly label: string
}

/**
 * Signs a user in. Errors of the second factor are returned only after the right password.
 *
 * @throws Problem `name-or-password-wrong`, `person-inactive`, `too-many-tries`, and as `verifyTwoFactor`
 */
export async function signIn(
	store: Store,
	{ code, password, twoFactorCode, label }: SigningIn,
	now: number,
): Promise<SignedIn> {
	const row = await findPersonCalled(store.reading, asTyped(code))
	const isRight = await isPassword(row?.password ?? null, password)
	if (!row || !isRight) throw new Problem('name-or-password-wrong')
	if (row.active === 0) throw new Problem('person-inactive')
	const passed = await verifyTwoFactor(store, row.id, twoFactorCode, now)
	const signedIn = await openSession(store, asPerson(row), label, now)
	// a password change or deactivation during sign-in must end this session like the others
	const [after, step] = await Promise.all([
		findPerson(store.reading, row.id),
		findTwoFactor(store.reading, row.id),
	])
	const isAsBefore =
		after?.password === row.password && after?.active === 1 && (step?.since ?? null) === passed
	if (!isAsBefore) {
		await signOut(store, signedIn.token)
		throw new Problem('name-or-password-wrong')
	}
	return signedIn
}

/**
 * Sets a password with an enrolment code: the first sign-in, or a forgotten password. The code was handed over
 * in person, so it also turns two-factor authentication off: a user who lost the phone has no other way in.
 *
 * @throws Problem as `readCode` and `rejectUsedInvitation`, `code-is-for-a-phone`, and as
 * `rejectWeakPassword`, `too-many-tries`
 */
export async function signInWithCode(
	store: Store,
	{
		invitation,
		password,
		label,
	}: { readonly invitation: string; readonly password: string; readonly label: string },
	now: number,
): Promise<SignedIn> {
	const code = await readCode(store, invitation, now)
	rejectUsedInvitation(code)
	if (isPhoneRole(code.person.role)) throw new Problem('code-is-for-a-phone')
	await rejectWeakPassword(password, code.person)
	const hashed = await hashPassword(password)
	await store.write(async (session) => {
		if (!(await useCode(session, code.digest, session.at, null))) throw new Problem('code-used')
		await setPassword(session, code.person.id, hashed)
		await expireApiKeysOf(session, code.person.id, session.at)
		await deleteTwoFactor(session, code.person.id)
	})
	return openSession(store, code.person, label, now)
}

/** Opens a session for a person whose identity is verified. `label`: of the browser. */
export async function openSession(
	store: Store,
	person: Person,
	label: string,
	now: number,
): Promise<SignedIn> {
	const token = toBase64url(serverRandom(32))
	await addSession(store.changing, {
		digest: digestOf(token),
		person: person.id,
		created: new Date(now).toISOString(),
		expires: new Date(now + sessionLifeMs).toISOString(),
		label,
	})
	return { person, token }
}

/** True if the session has expired or was idle for two hours. */
export const hasEnded = (
	{ expires, last_seen: lastSeen }: { readonly expires: string; readonly last_seen: string },
	now: number,
): boolean => Date.parse(expires) < now || Date.parse(lastSeen) + idleMs < now

/**
 * Returns the person of a session token. Null if there is no such session, it has ended, or its user is
 * inactive.
 */
export async function personOfSession(store: Store, token: string, now: number): Promise<Person | null> {
	const digest = digestOf(token)
	const row = await findSession(store.reading, digest)
	if (!row || row.active === 0 || hasEnded(row, now)) return null
	if (Date.parse(row.last_seen) + 60_000 < now)
		await touchSession(store.changing, digest, new Date(now).toISOString())
	return asPerson(row)
}

export const signOut = (store: Store, token: string): Promise<void> =>
	endSession(store.changing, digestOf(token))
