import type { Kysely } from 'kysely'
import type { Tables } from '../tables/tables.ts'

/* Two-factor authentication of the users who have turned it on, and their backup codes. */

export const findTwoFactor = (
	db: Kysely<Tables>,
	person: string,
): Promise<Tables['two_factor'] | undefined> =>
	db.selectFrom('two_factor').selectAll().where('person', '=', person).executeTakeFirst()

export async function insertTwoFactor(db: Kysely<Tables>, row: Tables['two_factor']): Promise<void> {
	await db.insertInto('two_factor').values(row).execute()
}

/** `wrong`: failed attempts since the last success. */
export async function recordTwoFactorAttempt(
	db: Kysely<Tables>,
	person: string,
	tried: { readonly last_step?: number; readonly failed_attempts: number },
): Promise<void> {
	await db.updateTable('two_factor').set(tried).where('person', '=', person).execute()
}

/** Deletes the second factor and all backup codes. */
export async function deleteTwoFactor(db: Kysely<Tables>, person: string): Promise<void> {
	await db.deleteFrom('two_factor').where('person', '=', person).execute()
	await db.deleteFrom('backup_code').where('person', '=', person).execute()
}

/** Replaces all backup codes of a person. */
export async function replaceBackupCodes(
	db: Kysely<Tables>,
	person: string,
	digests: readonly string[],
): Promise<void> {
	await db.deleteFrom('backup_code').where('person', '=', person).execute()
	await db
		.insertInto('backup_code')
		.values(digests.map((digest) => ({ person, digest })))
		.execute()
}

/** Deletes a backup code. False if it does not exist or was used. */
export async function redeemBackupCode(db: Kysely<Tables>, person: string, digest: string): Promise<boolean> {
	const used = await db
		.deleteFrom('backup_code')
		.where('person', '=', person)
		.where('digest', '=', digest)
		.executeTakeFirst()
	return used.numDeletedRows > 0n
}

/** Counts the unused backup codes. */
export async function countBackupCodes(db: Kysely<Tables>, person: string): Promise<number> {
	const row = await db
		.selectFrom('backup_code')
		.select((eb) => eb.fn.countAll().as('codes'))
		.where('person', '=', person)
		.executeTakeFirstOrThrow()
	return Number(row.codes)
}
