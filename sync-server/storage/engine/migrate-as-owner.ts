import { Kysely } from 'kysely'
import type { Tables } from '../tables/tables.ts'
import { migrate } from './migrate.ts'
import { postgresEngine } from './postgres-engine.ts'
import { accountOf, grantRights, unbound } from './postgres-grants.ts'

/**
 * The server's account is not restricted by its rights: it is the owner's account, a superuser, or can act as
 * the owner.
 */
export class UnrestrictedAccountError extends Error {
	readonly account: string
	readonly why: 'owner' | 'superuser' | 'member'
	constructor(account: string, why: 'owner' | 'superuser' | 'member') {
		super(`${account}: ${why}`)
		this.account = account
		this.why = why
	}
}

/**
 * Migrates a PostgreSQL store with the account that owns its tables, and grants the server's account what it
 * needs. Returns the name of the server's account.
 *
 * @throws UnrestrictedAccountError with nothing changed
 */
export async function migrateAsOwner(ownerUrl: string, serverUrl: string): Promise<string> {
	const [owner, server] = [postgresEngine(ownerUrl, () => {}), postgresEngine(serverUrl, () => {})]
	const db = new Kysely<Tables>({ dialect: owner.dialect })
	const asServer = new Kysely<Tables>({ dialect: server.dialect })
	try {
		const account = await accountOf(asServer)
		const why = await unbound(db, account)
		if (why) throw new UnrestrictedAccountError(account, why)
		await migrate(db, owner)
		await grantRights(db, account)
		return account
	} finally {
		await Promise.all([db.destroy(), asServer.destroy(), owner.close(), server.close()])
	}
}
