import type { Kysely } from 'kysely'
import type { RoleKeyListed } from '#shared/access/role-keys'
import type { KeyHolder } from '#shared/access/roles'
import type { Tables } from './tables.ts'

/*
 * The keys of roles, and those for identifiers, to which phones seal answers. Of the private half only what its words wrap is here; of those
 * for identifiers nothing.
 */

/** Newest first: the first is the one to which phones seal. */
export async function roleKeys(
	db: Kysely<Tables>,
	project: string,
	role: KeyHolder,
): Promise<RoleKeyListed[]> {
	return db
		.selectFrom('role_key')
		.leftJoin('person', 'person.id', 'role_key.made_by')
		.select(['role_key.id', 'public_key as publicKey', 'wrapped', 'since'])
		.select((eb) => eb.fn.coalesce('person.name', eb.val('')).as('by'))
		.where('role_key.project', '=', project)
		.where('role_key.role', '=', role)
		.orderBy('since', 'desc')
		.orderBy('role_key.id')
		.execute()
}

/** One that is there stays as it is. */
export async function addRoleKey(db: Kysely<Tables>, row: Tables['role_key']): Promise<void> {
	await db
		.insertInto('role_key')
		.values(row)
		.onConflict((conflict) => conflict.doNothing())
		.execute()
}
