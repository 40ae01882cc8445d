import type { Kysely } from 'kysely'
import type { Tables } from './tables.ts'

export type ConnectionRow = Tables['connection']

/** So long a key is known that ended: who goes on trying it stands in the log. */
const knownMs = 365 * 24 * 60 * 60_000

/** Also clears away what ended long ago. */
export async function insertConnection(db: Kysely<Tables>, row: ConnectionRow): Promise<void> {
	const longAgo = new Date(Date.parse(row.made) - knownMs).toISOString()
	await db.deleteFrom('connection').where('expires', '<', longAgo).execute()
	await db.insertInto('connection').values(row).execute()
}

/** The last made first. */
export const connectionsOf = (db: Kysely<Tables>, person: string): Promise<ConnectionRow[]> =>
	db
		.selectFrom('connection')
		.selectAll()
		.where('person', '=', person)
		.orderBy('made', 'desc')
		.orderBy('id')
		.execute()

/** With the row of its person. */
export const findConnection = (db: Kysely<Tables>, project: string, digest: string) =>
	db
		.selectFrom('connection')
		.innerJoin('person', 'person.id', 'connection.person')
		.selectAll('person')
		.select(['connection.form', 'connection.round', 'connection.expires', 'connection.last_used'])
		.where('connection.digest', '=', digest)
		.where('person.project', '=', project)
		.executeTakeFirst()

export async function touchConnection(db: Kysely<Tables>, digest: string, at: string): Promise<void> {
	await db.updateTable('connection').set({ last_used: at }).where('digest', '=', digest).execute()
}

/** How many there were that had not ended by themselves: one of a person's, or none. `at`: ISO. */
export async function endConnection(
	db: Kysely<Tables>,
	person: string,
	{ id, at }: { readonly id: string; readonly at: string },
): Promise<number> {
	const { numUpdatedRows } = await endedAt(db, person, at).where('id', '=', id).executeTakeFirstOrThrow()
	return Number(numUpdatedRows)
}

export async function endConnectionsOf(db: Kysely<Tables>, person: string, at: string): Promise<void> {
	await endedAt(db, person, at).execute()
}

const endedAt = (db: Kysely<Tables>, person: string, at: string) =>
	db.updateTable('connection').set({ expires: at }).where('person', '=', person).where('expires', '>', at)
