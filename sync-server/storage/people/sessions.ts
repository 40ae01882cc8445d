import type { Session } from '../session.ts'

/** Adds a session, and deletes expired ones. */
export async function addSession(
	session: Session,
	signIn: { digest: string; person: string; created: string; expires: string; label: string },
): Promise<void> {
	await session.db.deleteFrom('session').where('expires', '<', signIn.created).execute()
	await session.db
		.insertInto('session')
		// signing in is a proof of identity as good as a step-up
		.values({ ...signIn, last_seen: signIn.created, stepped_up: signIn.created })
		.execute()
}

export const findSession = (session: Session, digest: string) =>
	session.db
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
export async function steppedUpAt(session: Session, digest: string): Promise<string | null> {
	const row = await session.db
		.selectFrom('session')
		.select('stepped_up')
		.where('digest', '=', digest)
		.executeTakeFirst()
	return row?.stepped_up ?? null
}

export async function saveStepUp(session: Session, digest: string, at: string): Promise<void> {
	await session.db.updateTable('session').set({ stepped_up: at }).where('digest', '=', digest).execute()
}

export const sessionsOf = (session: Session, person: string) =>
	session.db
		.selectFrom('session')
		.select(['digest', 'label', 'created', 'last_seen', 'expires'])
		.where('person', '=', person)
		.execute()

export async function touchSession(session: Session, digest: string, at: string): Promise<void> {
	await session.db.updateTable('session').set({ last_seen: at }).where('digest', '=', digest).execute()
}

/** Ends all sessions of a person except one. */
export async function endOtherSessions(
	session: Session,
	person: string,
	currentDigest: string,
): Promise<void> {
	await session.db
		.deleteFrom('session')
		.where('person', '=', person)
		.where('digest', '!=', currentDigest)
		.execute()
}

export async function endSession(session: Session, digest: string): Promise<void> {
	await session.db.deleteFrom('session').where('digest', '=', digest).execute()
}
