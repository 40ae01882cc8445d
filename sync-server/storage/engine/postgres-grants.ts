import { type Kysely, sql } from 'kysely'
import type { TableRights } from '../tables/define-table.ts'
import { type Tables, tableNames, tables } from '../tables/tables.ts'

/** Returns the account name of a connection. */
export const accountOf = async (db: Kysely<Tables>): Promise<string> => {
	const { rows } = await sql<{ name: string }>`select current_user as name`.execute(db)
	return rows[0]?.name ?? ''
}

/** Returns why granted rights would not restrict an account; null if they do. */
export async function unbound(
	owner: Kysely<Tables>,
	account: string,
): Promise<'owner' | 'superuser' | 'member' | null> {
	const { rows } = await sql<{ own: boolean; super: boolean; member: boolean }>`
		select rolname = current_user as own, rolsuper as super, pg_has_role(rolname, current_user, 'member') as member
		from pg_roles where rolname = ${account}`.execute(owner)
	const [found] = rows
	if (found?.own) return 'owner'
	if (found?.super) return 'superuser'
	return found?.member ? 'member' : null
}

/**
 * Grants an account the rights that a running server needs, and revokes all others. It cannot create, alter
 * or drop a table, nor update an entry of the audit log, a decision or the content of a revision, even if an
 * attacker has the server's own account. It can delete what an erasure removes: the chain shows that a
 * revision was deleted, but not that a quarantine decision or a reference to a file was. The tables exist and
 * belong to `owner`.
 */
export async function grantRights(owner: Kysely<Tables>, account: string): Promise<void> {
	const name = sql.id(account)
	await owner.transaction().execute(async (trx) => {
		// older versions of PostgreSQL let every account create tables
		await sql`revoke create on schema public from public`.execute(trx)
		await sql`revoke all on schema public from ${name}`.execute(trx)
		await sql`grant usage on schema public to ${name}`.execute(trx)
		await sql`revoke all on all tables in schema public from ${name}`.execute(trx)
		for (const table of ['kysely_migration', 'kysely_migration_lock', ...tableNames])
			await sql`grant select on ${sql.id(table)} to ${name}`.execute(trx)
		for (const table of tableNames) {
			const { adds, changes, removes }: TableRights = tables[table].rights
			const on = sql`on ${sql.id(table)} to ${name}`
			if (adds) await sql`grant insert ${on}`.execute(trx)
			if (changes === true) await sql`grant update ${on}`.execute(trx)
			else if (changes)
				await sql`grant update (${sql.join(changes.map((column) => sql.id(column)))}) ${on}`.execute(trx)
			if (removes) await sql`grant delete ${on}`.execute(trx)
		}
	})
}
