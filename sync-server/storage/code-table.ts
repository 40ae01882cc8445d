import type { Kysely } from 'kysely'
import type { Tables } from './tables.ts'

/*
 * One-time codes, by their digest.
 */

export const findCode = (db: Kysely<Tables>, digest: string) =>
	db.selectFrom('invitation').selectAll().where('digest', '=', digest).executeTakeFirst()

/** Earlier unused codes of the person end. */
export async function replaceCode(
	db: Kysely<Tables>,
	code: { digest: string; person: string; created: string; expires: string | null },
): Promise<void> {
	await db.deleteFrom('invitation').where('person', '=', code.person).where('used', 'is', null).execute()
	await db
		.insertInto('invitation')
		.values({ ...code, used: null, device: null })
		.execute()
}

/** False if somebody was faster. `device`: the enrolment that it is used for, or what else. */
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

/** True if a code was used for just that. */
export const isUsedFor = async (db: Kysely<Tables>, digest: string, what: string): Promise<boolean> =>
	(await findCode(db, digest))?.device === what

/** The enrolment that a code was used for, if it was one. */
export const enrolmentByCode = (db: Kysely<Tables>, digest: string) =>
	db
		.selectFrom('invitation')
		.innerJoin('device', 'device.id', 'invitation.device')
		.select(['device.id', 'device.public_key as publicKey', 'device.phone'])
		.where('invitation.digest', '=', digest)
		.where('device.revoked', '=', 0)
		.executeTakeFirst()

/** People with a code that can still be used. */
export async function invitedPeople(db: Kysely<Tables>, at: string): Promise<Set<string>> {
	const rows = await db
		.selectFrom('invitation')
		.select('person')
		.where('used', 'is', null)
		.where((eb) => eb.or([eb('expires', 'is', null), eb('expires', '>=', at)]))
		.execute()
	return new Set(rows.map(({ person }) => person))
}
