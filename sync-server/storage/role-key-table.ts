import type { Kysely, Selectable } from 'kysely'
import type { SealingRecipient } from '#shared/access/roles'
import type { Tables } from './tables.ts'

/*
 * The keys of roles, and those for identifiers, to which phones seal answers. Of the private half only what its words wrap is here; of those
 * for identifiers nothing.
 */

export interface RoleKeyRow {
	readonly id: string
	readonly publicKey: string
	readonly wrapped: string
	readonly since: string
	/** Id and name of who made it. */
	readonly madeBy: string
	readonly by: string
	/** From when on phones seal to it; null where they do not. */
	readonly confirmed: string | null
	/** Name of who confirmed it, where that was somebody; '' where nobody has that name any more. */
	readonly confirmedBy: string | null
	/** By the key before, over `roleKeyToSign`. */
	readonly signature: string | null
	readonly rejected: string | null
}

/** All that there ever were, the newest first. */
export async function roleKeys(
	db: Kysely<Tables>,
	project: string,
	role: SealingRecipient,
): Promise<RoleKeyRow[]> {
	const rows = await db
		.selectFrom('role_key')
		.leftJoin('person', 'person.id', 'role_key.made_by')
		.leftJoin('person as confirmer', 'confirmer.id', 'role_key.confirmed_by')
		.select(['role_key.id', 'public_key as publicKey', 'wrapped', 'since', 'made_by as madeBy'])
		.select(['confirmed', 'confirmed_by', 'signature', 'rejected'])
		.select((eb) => eb.fn.coalesce('person.name', eb.val('')).as('by'))
		.select('confirmer.name as confirmer')
		.where('role_key.project', '=', project)
		.where('role_key.role', '=', role)
		.orderBy('since', 'desc')
		.orderBy('role_key.id')
		.execute()
	return rows.map(({ confirmed_by, confirmer, ...row }) => ({
		...row,
		confirmedBy: confirmed_by === null ? null : (confirmer ?? ''),
	}))
}

/** One that is there stays as it is. */
export async function addRoleKey(db: Kysely<Tables>, row: Selectable<Tables['role_key']>): Promise<void> {
	await db
		.insertInto('role_key')
		.values(row)
		.onConflict((conflict) => conflict.doNothing())
		.execute()
}

/** Confirms or rejects a key that waits. */
export async function decideRoleKey(
	db: Kysely<Tables>,
	{ project, role, id }: { readonly project: string; readonly role: SealingRecipient; readonly id: string },
	decided: Partial<Pick<Selectable<Tables['role_key']>, 'confirmed' | 'confirmed_by' | 'rejected'>>,
): Promise<void> {
	await db
		.updateTable('role_key')
		.set(decided)
		.where('project', '=', project)
		.where('role', '=', role)
		.where('id', '=', id)
		.execute()
}
