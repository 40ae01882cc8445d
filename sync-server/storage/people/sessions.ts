import type { Kysely } from 'kysely'
import type { Tables } from '../tables/tables.ts'

/** Adds a session, and deletes expired ones. */
export async function addSession(
	db: Kysely<Tables>,
	session: { digest: string; person: string; created: string; expires: string; label: string },
): Promise<void> {
	await db.deleteFrom('session').where('expires', '<', session.created).execute()
	await db
		.insertInto('session')
		// signing in is a proof of identity as good as a step-up
		.values({ ...session, last_seen: session.created, stepped_up: session.created })
		.execute()
}

export const findSession = (db: Kysely<Tables>, digest: string) =>
	db
		.selectFrom('session')
		.innerJoin('person', 'person.id', 'session.person')
		.selectAll('person')
		.select(['session.last_seen', 'session.expires'])
		.where('session.digest', '=', digest)
		.executeTakeFirst()

/**
 * Returns the time of the last proof of identity in a session; null if there is no session, or none is
 * recorded.
 */
export async function steppedUpAt(db: Kysely<Tables>, digest: string): Promise<string | null> {
	const row = await db
		.selectFrom('session')
		.select('stepped_up')
		.where('digest', '=', digest)
		.executeTakeFirst()
	return row?.stepped_up ?? null
}

export async function saveStepUp(db: Kysely<Tables>, digest: string, at: string): Promise<void> {
	await db.updateTable('session').set({ stepped_up: at }).where('digest', '=', digest).execute()
}

export const sessionsOf = (db: Kysely<Tables>, person: string) =>
	db
		.selectFrom('session')
		.select(['digest', 'label', 'created', 'last_seen', 'expires'])
		.where('person', '=', person)
		.execute()

export async function touchSession(db: Kysely<Tables>, digest: string, at: string): Promise<void> {
	await db.updateTable('session').set({ last_seen: at }).where('digest', '=', digest).execute()
}

/** Ends all sessions of a person except one. */
export async function endOtherSessions(
	db: Kysely<Tables>,
	person: string,
	currentDigest: string,
): Promise<void> {
	await db.deleteFrom('session').where('person', '=', person).where('digest', '!=', currentDigest).execute()
}

export async function endSession(db: Kysely<Tables>, digest: string): Promise<void> {
	await db.deleteFrom('session').where('digest', '=', digest).execute()
}
