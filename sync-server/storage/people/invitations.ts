import type { Insertable, Kysely, Selectable } from 'kysely'
import type { Tables } from '../tables/tables.ts'

/*
 * Enrolment codes, by their digest.
 */

export type CodeRow = Selectable<Tables['invitation']>

export const findCode = (db: Kysely<Tables>, digest: string) =>
	db.selectFrom('invitation').selectAll().where('digest', '=', digest).executeTakeFirst()

/** Stores a code; earlier unused codes of the person are deleted. */
export async function replaceCode(
	db: Kysely<Tables>,
	code: Omit<Insertable<Tables['invitation']>, 'used' | 'device'>,
): Promise<void> {
	await db.deleteFrom('invitation').where('person', '=', code.person).where('used', 'is', null).execute()
	await db
		.insertInto('invitation')
		.values({ ...code, used: null, device: null })
		.execute()
}

/** Returns the unused codes of a person. */
export const openCodesOf = (db: Kysely<Tables>, person: string): Promise<CodeRow[]> =>
	db.selectFrom('invitation').selectAll().where('person', '=', person).where('used', 'is', null).execute()

/** Finds a code by the reference that devices of its person use. */
export const codeByRef = (db: Kysely<Tables>, ref: string): Promise<CodeRow | undefined> =>
	db.selectFrom('invitation').selectAll().where('ref', '=', ref).executeTakeFirst()

export async function confirmCode(db: Kysely<Tables>, digest: string): Promise<void> {
	await db.updateTable('invitation').set({ unconfirmed: 0 }).where('digest', '=', digest).execute()
}

/**
 * Marks a code as used. False if it was used already. `device`: the enrolment or other purpose of the use.
 */
export async function useCode(
	db: Kysely<Tables>,
	digest: string,
	at: string,
	device: string | null,
): Promise<boolean> {
	const taken = await db
		.updateTable('invitation')
		.set({ used: at, device })
		.where('digest', '=', digest)
		.where('used', 'is', null)
		.executeTakeFirst()
	return taken.numUpdatedRows > 0n
}

/** True if a code was used for exactly this purpose. */
export const isUsedFor = async (db: Kysely<Tables>, digest: string, what: string): Promise<boolean> =>
	(await findCode(db, digest))?.device === what

/** Finds the enrolment that a code was used for, if it was one. */
export const enrolmentByCode = (db: Kysely<Tables>, digest: string) =>
	db
		.selectFrom('invitation')
		.innerJoin('device', 'device.id', 'invitation.device')
		.select(['device.id', 'device.public_key as publicKey', 'device.phone'])
		.where('invitation.digest', '=', digest)
		.where('device.revoked', '=', 0)
		.executeTakeFirst()

/** Returns the people with a code that can still be used. */
export async function invitedPeople(db: Kysely<Tables>, at: string): Promise<Set<string>> {
	const rows = await db
		.selectFrom('invitation')
		.select('person')
		.where('used', 'is', null)
		.where((eb) => eb.or([eb('expires', 'is', null), eb('expires', '>=', at)]))
		.execute()
	return new Set(rows.map(({ person }) => person))
}

/** Returns the digests of enrolment codes and backup codes without this prefix. */
export async function codesWithoutKey(db: Kysely<Tables>, beginning: string): Promise<string[]> {
	const found = await Promise.all(
		(['invitation', 'backup_code'] as const).map((table) =>
			db.selectFrom(table).select('digest').where('digest', 'not like', `${beginning}%`).execute(),
		),
	)
	return found.flat().map(({ digest }) => digest)
}

export async function updateCodeDigest(db: Kysely<Tables>, before: string, digest: string): Promise<void> {
	for (const table of ['invitation', 'backup_code'] as const)
		await db.updateTable(table).set({ digest }).where('digest', '=', before).execute()
}
