import { Problem } from '#shared/kernel/problem'
import { findPerson } from '../storage/people/people.ts'
import type { Store } from '../storage/store.ts'
import { isPassword } from './passwords.ts'

/**
 * Checks the password of a user who is signed in: an unattended session alone must not change how its user
 * signs in.
 *
 * @throws Problem `password-wrong`, `too-many-tries`
 */
export async function requirePassword(store: Store, person: string, given: string): Promise<void> {
	const row = await findPerson(store.reading, person)
	if (!(await isPassword(row?.password ?? null, given))) throw new Problem('password-wrong')
}
