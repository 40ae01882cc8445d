import type { Session } from '../session.ts'
import type { Tables } from '../tables/tables.ts'

export type ApiKeyRow = Tables['api_key']

/** Time for which an expired key is remembered, so that its further use is written to the audit log. */
const knownMs = 365 * 24 * 60 * 60_000

/** Inserts an API key, and deletes keys that expired long ago. */
export async function insertApiKey(session: Session, row: ApiKeyRow): Promise<void> {
	const longAgo = new Date(Date.parse(row.created) - knownMs).toISOString()
	await session.db.deleteFrom('api_key').where('expires', '<', longAgo).execute()
	await session.db.insertInto('api_key').values(row).execute()
}

/** Returns the API keys of a person, newest first. */
export const listApiKeyRows = (session: Session, person: string): Promise<ApiKeyRow[]> =>
	session.db
		.selectFrom('api_key')
		.selectAll()
		.where('person', '=', person)
		.orderBy('created', 'desc')
		.orderBy('id')
		.execute()

/** Finds an API key with the row of its person. */
export const findApiKeyRow = (session: Session, digest: string) =>
	session.db
		.selectFrom('api_key')
		.innerJoin('person', 'person.id', 'api_key.person')
		.selectAll('person')
		.select(['api_key.form', 'api_key.round', 'api_key.expires', 'api_key.last_used'])
		.where('api_key.digest', '=', digest)
		.where('person.project', '=', session.project)
		.executeTakeFirst()

export async function touchApiKey(session: Session, digest: string, at: string): Promise<void> {
	await session.db.updateTable('api_key').set({ last_used: at }).where('digest', '=', digest).execute()
}

/**
 * Expires an API key of a person. Returns the number of keys that had not expired yet: one or none. `at`:
 * ISO.
 */
export async function expireApiKey(
	session: Session,
	person: string,
	{ id, at }: { readonly id: string; readonly at: string },
): Promise<number> {
	const { numUpdatedRows } = await endedAt(session, person, at).where('id', '=', id).executeTakeFirstOrThrow()
	return Number(numUpdatedRows)
}

export async function expireApiKeysOf(session: Session, person: string, at: string): Promise<void> {
	await endedAt(session, person, at).execute()
}

const endedAt = (session: Session, person: string, at: string) =>
	session.db
		.updateTable('api_key')
		.set({ expires: at })
		.where('person', '=', person)
		.where('expires', '>', at)
