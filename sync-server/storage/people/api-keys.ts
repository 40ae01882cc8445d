import type { Kysely } from 'kysely'
import type { Tables } from '../tables/tables.ts'

export type ApiKeyRow = Tables['connection']

/** Time for which an expired key is remembered, so that its further use is written to the audit log. */
const knownMs = 365 * 24 * 60 * 60_000

/** Inserts an API key, and deletes keys that expired long ago. */
export async function insertApiKey(db: Kysely<Tables>, row: ApiKeyRow): Promise<void> {
	const longAgo = new Date(Date.parse(row.made) - knownMs).toISOString()
	await db.deleteFrom('connection').where('expires', '<', longAgo).execute()
	await db.insertInto('connection').values(row).execute()
}

/** Returns the API keys of a person, newest first. */
export const listApiKeyRows = (db: Kysely<Tables>, person: string): Promise<ApiKeyRow[]> =>
	db
		.selectFrom('connection')
		.selectAll()
		.where('person', '=', person)
		.orderBy('made', 'desc')
		.orderBy('id')
		.execute()

/** Finds an API key with the row of its person. */
export const findApiKeyRow = (db: Kysely<Tables>, project: string, digest: string) =>
	db
		.selectFrom('connection')
		.innerJoin('person', 'person.id', 'connection.person')
		.selectAll('person')
		.select(['connection.form', 'connection.round', 'connection.expires', 'connection.last_used'])
		.where('connection.digest', '=', digest)
		.where('person.project', '=', project)
		.executeTakeFirst()

export async function touchApiKey(db: Kysely<Tables>, digest: string, at: string): Promise<void> {
	await db.updateTable('connection').set({ last_used: at }).where('digest', '=', digest).execute()
}

/**
 * Expires an API key of a person. Returns the number of keys that had not expired yet: one or none. `at`:
 * ISO.
 */
export async function expireApiKey(
	db: Kysely<Tables>,
	person: string,
	{ id, at }: { readonly id: string; readonly at: string },
): Promise<number> {
	const { numUpdatedRows } = await endedAt(db, person, at).where('id', '=', id).executeTakeFirstOrThrow()
	return Number(numUpdatedRows)
}

export async function expireApiKeysOf(db: Kysely<Tables>, person: string, at: string): Promise<void> {
	await endedAt(db, person, at).execute()
}

const endedAt = (db: Kysely<Tables>, person: string, at: string) =>
	db.updateTable('connection').set({ expires: at }).where('person', '=', person).where('expires', '>', at)
