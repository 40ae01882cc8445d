import type { Kysely } from 'kysely'
import type { Tables } from '../tables/tables.ts'

/* Two-factor authentication of the users who have turned it on, and their backup codes. */

export const findTwoFactor = (
	db: Kysely<Tables>,
	person: string,
): Promise<Tables['second_step'] | undefined> =>
	db.selectFrom('second_step').selectAll().where('person', '=', person).executeTakeFirst()

export async function insertTwoFactor(db: Kysely<Tables>, row: Tables['second_step']): Promise<void> {
	await db.insertInto('second_step').values(row).execute()
}

/** `wrong`: failed attempts since the last success. */
export async function recordTwoFactorAttempt(
	db: Kysely<Tables>,
	person: string,
	tried: { readonly last_step?: number; readonly wrong: number },
): Promise<void> {
	await db.updateTable('second_step').set(tried).where('person', '=', person).execute()
}

/** Deletes the second factor and all backup codes. */
export async function deleteTwoFactor(db: Kysely<Tables>, person: string): Promise<void> {
	await db.deleteFrom('second_step').where('person', '=', person).execute()
	await db.deleteFrom('emergency_code').where('person', '=', person).execute()
}

/** Replaces all backup codes of a person. */
export async function replaceBackupCodes(
	db: Kysely<Tables>,
	person: string,
	digests: readonly string[],
): Promise<void> {
	await db.deleteFrom('emergency_code').where('person', '=', person).execute()
	await db
		.insertInto('emergency_code')
		.values(digests.map((digest) => ({ person, digest })))
		.execute()
}

/** Deletes a backup code. False if it does not exist or was used. */
export async function redeemBackupCode(db: Kysely<Tables>, person: string, digest: string): Promise<boolean> {
	const used = await db
		.deleteFrom('emergency_code')
		.where('person', '=', person)
		.where('digest', '=', digest)
		.executeTakeFirst()
	return used.numDeletedRows > 0n
}

/** Counts the unused backup codes. */
export async function countBackupCodes(db: Kysely<Tables>, person: string): Promise<number> {
	const row = await db
		.selectFrom('emergency_code')
		.select((eb) => eb.fn.countAll().as('codes'))
		.where('person', '=', person)
		.executeTakeFirstOrThrow()
	return Number(row.codes)
}
