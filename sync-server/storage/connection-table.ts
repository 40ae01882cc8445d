import type { Kysely } from 'kysely'
import type { Tables } from './tables.ts'

export type ConnectionRow = Tables['connection']

/** Also clears away what ended. */
export async function insertConnection(db: Kysely<Tables>, row: ConnectionRow): Promise<void> {
	await db.deleteFrom('connection').where('expires', '<', row.made).execute()
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

/** How many there were: one of a person's, or none. */
export async function removeConnection(db: Kysely<Tables>, person: string, id: string): Promise<number> {
	const { numDeletedRows } = await db
		.deleteFrom('connection')
		.where('person', '=', person)
		.where('id', '=', id)
		.executeTakeFirstOrThrow()
	return Number(numDeletedRows)
}

export async function removeConnectionsOf(db: Kysely<Tables>, person: string): Promise<void> {
	await db.deleteFrom('connection').where('person', '=', person).execute()
}
