import { Kysely, sql } from 'kysely'
import type { TableRights } from '../tables/define-table.ts'
import { type Tables, tableNames, tables } from '../tables/tables.ts'
import type { Engine } from './engine.ts'
import { unbound } from './postgres-grants.ts'

/** An account of PostgreSQL, and what it may do with the tables. */
export interface AccountOverview {
	readonly account: string
	/** Version of the database server: 15. */
	readonly serverVersion: number
	readonly isSuperuser: boolean
	readonly canCreateTables: boolean
	/** Existing tables on which a right is missing that a server needs. */
	readonly lacking: readonly string[]
}

/** Asks PostgreSQL about the account of an engine, and closes the engine. @throws if it does not respond */
export async function inspectAccount(engine: Engine): Promise<AccountOverview> {
	const db = new Kysely<Tables>({ dialect: engine.dialect })
	try {
		const { rows } = await sql<{ account: string; version: string; super: boolean; creates: boolean }>`
			select current_user as account, current_setting('server_version_num') as version,
				(select rolsuper from pg_roles where rolname = current_user) as super,
				has_schema_privilege(current_schema(), 'create') as creates`.execute(db)
		const [found] = rows
		return {
			account: found?.account ?? '',
			serverVersion: Math.floor(Number(found?.version ?? 0) / 10_000),
			isSuperuser: found?.super === true,
			canCreateTables: found?.creates === true,
			lacking: await lackingRights(db),
		}
	} finally {
		await db.destroy()
		await engine.close()
	}
}

async function lackingRights(db: Kysely<Tables>): Promise<string[]> {
	const { rows } = await sql<{
		name: string
		reads: boolean
		adds: boolean
		changes: boolean
		removes: boolean
	}>`
		select c.relname as name, has_table_privilege(c.oid, 'select') as reads, has_table_privilege(c.oid, 'insert') as adds,
			has_any_column_privilege(c.oid, 'update') as changes, has_table_privilege(c.oid, 'delete') as removes
		from pg_class c join pg_namespace n on n.oid = c.relnamespace
		where n.nspname = current_schema() and c.relkind = 'r'`.execute(db)
	const known = new Map(rows.map((row) => [row.name, row]))
	return tableNames.filter((name) => {
		const held = known.get(name)
		const { adds, changes, removes }: TableRights = tables[name].rights
		if (!held) return false
		return !held.reads || (adds && !held.adds) || (changes && !held.changes) || (removes && !held.removes)
	})
}

/** Returns why the rights of the server's account would not restrict it; null if they do. Closes the engine. */
export async function whyUnbound(
	owner: Engine,
	account: string,
): Promise<'owner' | 'superuser' | 'member' | null> {
	const db = new Kysely<Tables>({ dialect: owner.dialect })
	try {
		return await unbound(db, account)
	} finally {
		await db.destroy()
		await owner.close()
	}
}
