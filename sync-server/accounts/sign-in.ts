import { hash, verify } from '@node-rs/argon2'
import type { Person } from '#shared/access/people'
import { worksOnPhone } from '#shared/access/roles'
import { toBase64url } from '#shared/kernel/bytes'
import { Problem } from '#shared/kernel/problem'
import type { Store } from '../storage/store.ts'
import { digestOf, serverRandom } from './codes.ts'
import { asPerson, personOfCode } from './people.ts'

/** OWASP's argon2id setting: 19 MiB, 2 passes, 1 lane. */
const argon2 = { memoryCost: 19_456, timeCost: 2, parallelism: 1 }
export const shortestPassword = 10
const sessionLifeMs = 12 * 60 * 60_000
const idleMs = 2 * 60 * 60_000

export interface SignedIn {
	readonly person: Person
	/** Goes into the cookie; only its digest is kept. */
	readonly token: string
}

/** For names that do not exist, so that the answer takes as long as for those that do. */
let decoy: Promise<string> | null = null

/** @throws Problem `name-or-password-wrong`, `person-inactive` */
export async function signIn(store: Store, code: string, password: string, now: number): Promise<SignedIn> {
	const row = await store.db
		.selectFrom('person')
		.selectAll()
		.where('project', '=', store.project)
		.where('code', '=', code.trim().toLowerCase())
		.executeTakeFirst()
	decoy ??= hash('no such person', argon2)
	const isRight = await verify(row?.password ?? (await decoy), password)
	if (!row?.password || !isRight) throw new Problem('name-or-password-wrong')
	if (row.active === 0) throw new Problem('person-inactive')
	return openSession(store, asPerson(row), now)
}

/**
 * First sign-in, or a forgotten password: the one-time code sets a new password.
 *
 * @throws Problem as `personOfCode`, `code-is-for-a-phone`, `password-too-short`
 */
export async function signInWithCode(
	store: Store,
	code: string,
	password: string,
	now: number,
): Promise<SignedIn> {
	const { person, use } = await personOfCode(store, code, now)
	if (worksOnPhone(person.role)) throw new Problem('code-is-for-a-phone')
	if ([...password].length < shortestPassword)
		throw new Problem('password-too-short', { least: shortestPassword })
	const hashed = await hash(password, argon2)
	await store.db.transaction().execute(async (trx) => {
		await use(trx)
		await trx.updateTable('person').set({ password: hashed }).where('id', '=', person.id).execute()
		await trx.deleteFrom('session').where('person', '=', person.id).execute()
	})
	return openSession(store, person, now)
}

async function openSession(store: Store, person: Person, now: number): Promise<SignedIn> {
	const token = toBase64url(serverRandom(32))
	const at = new Date(now).toISOString()
	await store.db.deleteFrom('session').where('expires', '<', at).execute()
	await store.db
		.insertInto('session')
		.values({
			digest: digestOf(token),
			person: person.id,
			created: at,
			last_seen: at,
			expires: new Date(now + sessionLifeMs).toISOString(),
		})
		.execute()
	return { person, token }
}

/** Whose session a token is; null when there is none, it ended, or lay idle for two hours. */
export async function personOfSession(store: Store, token: string, now: number): Promise<Person | null> {
	const digest = digestOf(token)
	const row = await store.db
		.selectFrom('session')
		.innerJoin('person', 'person.id', 'session.person')
		.selectAll('person')
		.select(['session.last_seen', 'session.expires'])
		.where('session.digest', '=', digest)
		.executeTakeFirst()
	if (!row || row.active === 0) return null
	if (Date.parse(row.expires) < now || Date.parse(row.last_seen) + idleMs < now) return null
	if (Date.parse(row.last_seen) + 60_000 < now)
		await store.db
			.updateTable('session')
			.set({ last_seen: new Date(now).toISOString() })
			.where('digest', '=', digest)
			.execute()
	return asPerson(row)
}

export async function signOut(store: Store, token: string): Promise<void> {
	await store.db.deleteFrom('session').where('digest', '=', digestOf(token)).execute()
}
