import type { ApiKey, CreateApiKeyRequest, CreatedApiKey } from '#shared/integrations/api-keys'
import { toBase64url } from '#shared/kernel/bytes'
import { Problem } from '#shared/kernel/problem'
import type { Person } from '#shared/people/people'
import { digestOf, serverRandom } from '../people/invitations.ts'
import {
	type ApiKeyRow,
	expireApiKey as endKept,
	findApiKeyRow,
	insertApiKey,
	listApiKeyRows,
	touchApiKey,
} from '../storage/people/api-keys.ts'
import { asPerson } from '../storage/people/people.ts'
import type { Store } from '../storage/store.ts'

const dayMs = 24 * 60 * 60_000
/** Prefix of API keys. It makes a leaked key recognisable to people and to secret scanners. */
const beginning = 'zila_'

/** Limits of an API key in addition to the rights of its user. Null means no limit. */
export interface ApiKeyScope {
	readonly form: string | null
	readonly round: string | null
}

/**
 * Creates an API key that reads in the name of a user. The caller has verified their identity a moment ago.
 */
export async function createApiKey(
	store: Store,
	person: Person,
	{ name, form, round, days }: CreateApiKeyRequest,
	now: number,
): Promise<CreatedApiKey> {
	const key = beginning + toBase64url(serverRandom(32))
	const row: ApiKeyRow = {
		id: toBase64url(serverRandom(16)),
		digest: digestOf(key),
		person: person.id,
		name,
		form,
		round,
		created: new Date(now).toISOString(),
		expires: new Date(now + days * dayMs).toISOString(),
		last_used: null,
	}
	await store.write((session) => insertApiKey(session, row))
	return { connection: listed(row), key }
}

const listed = ({ id, name, form, round, created, expires, last_used }: ApiKeyRow): ApiKey => ({
	id,
	name,
	form,
	round,
	created,
	expires,
	lastUsed: last_used,
})

/** Returns the user's own API keys that have not expired, newest first. */
export async function listApiKeys(store: Store, person: string, now: number): Promise<ApiKey[]> {
	const rows = await listApiKeyRows(store.reading, person)
	return rows.filter(({ expires }) => Date.parse(expires) > now).map(listed)
}

/** @throws Problem `not-found` */
export async function revokeApiKey(store: Store, person: string, id: string): Promise<void> {
	const ended = await store.write((session) => endKept(session, person, { id, at: session.at }))
	if (ended === 0) throw new Problem('not-found')
}

export interface ApiKeyFound {
	readonly person: Person
	readonly scope: ApiKeyScope
	/** True if the key has expired, or its user is deactivated. */
	readonly isEnded: boolean
}

/** Finds the user and the scope of an API key. Null if there is no such key. */
export async function findApiKey(store: Store, key: string, now: number): Promise<ApiKeyFound | null> {
	const digest = digestOf(key)
	const row = await findApiKeyRow(store.reading, digest)
	if (!row) return null
	const isEnded = row.active === 0 || Date.parse(row.expires) <= now
	const wasUsed = row.last_used !== null && Date.parse(row.last_used) + 60_000 >= now
	if (!isEnded && !wasUsed) await touchApiKey(store.changing, digest, new Date(now).toISOString())
	return { person: asPerson(row), scope: { form: row.form, round: row.round }, isEnded }
}
