import type { Selectable } from 'kysely'
import type { SealingRecipient } from '#shared/people/roles'
import type { Session } from '../session.ts'
import type { Tables } from '../tables/tables.ts'

/*
 * Keys of roles and of identifiers, to which phones encrypt answers. The private key of a role is stored only
 * as wrapped with its words; that of identifiers is not stored here.
 */

export interface RoleKeyRow {
	readonly id: string
	readonly publicKey: string
	readonly wrapped: string
	readonly since: string
	/** Id and name of its maker. */
	readonly madeBy: string
	readonly by: string
	/** Time from which phones encrypt to it; null if they do not. */
	readonly confirmed: string | null
	/** Name of the person who confirmed it; '' if that person no longer exists, null if no person did. */
	readonly confirmedBy: string | null
	/** Signature by the key before, over `roleKeyToSign`. */
	readonly signature: string | null
	readonly rejected: string | null
}

/** Returns all keys of a role, newest first. */
export async function roleKeys(session: Session, role: SealingRecipient): Promise<RoleKeyRow[]> {
	const rows = await session.db
		.selectFrom('role_key')
		.leftJoin('person', 'person.id', 'role_key.made_by')
		.leftJoin('person as confirmer', 'confirmer.id', 'role_key.confirmed_by')
		.select(['role_key.id', 'public_key as publicKey', 'wrapped', 'since', 'made_by as madeBy'])
		.select(['confirmed', 'confirmed_by', 'signature', 'rejected'])
		.select((eb) => eb.fn.coalesce('person.name', eb.val('')).as('by'))
		.select('confirmer.name as confirmer')
		.where('role_key.project', '=', session.project)
		.where('role_key.role', '=', role)
		.orderBy('since', 'desc')
		.orderBy('role_key.id')
		.execute()
	return rows.map(({ confirmed_by, confirmer, ...row }) => ({
		...row,
		confirmedBy: confirmed_by === null ? null : (confirmer ?? ''),
	}))
}

/** Adds a key; an existing one stays unchanged. */
export async function addRoleKey(session: Session, row: Selectable<Tables['role_key']>): Promise<void> {
	await session.db
		.insertInto('role_key')
		.values(row)
		.onConflict((conflict) => conflict.doNothing())
		.execute()
}

/** Confirms or rejects a waiting key. */
export async function decideRoleKey(
	session: Session,
	{ project, role, id }: { readonly project: string; readonly role: SealingRecipient; readonly id: string },
	decided: Partial<Pick<Selectable<Tables['role_key']>, 'confirmed' | 'confirmed_by' | 'rejected'>>,
): Promise<void> {
	await session.db
		.updateTable('role_key')
		.set(decided)
		.where('project', '=', project)
		.where('role', '=', role)
		.where('id', '=', id)
		.execute()
}
