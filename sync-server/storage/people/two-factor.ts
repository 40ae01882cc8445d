import type { Session } from '../session.ts'
import type { Tables } from '../tables/tables.ts'

/* Two-factor authentication of the users who have turned it on, and their backup codes. */

export const findTwoFactor = (session: Session, person: string): Promise<Tables['two_factor'] | undefined> =>
	session.db.selectFrom('two_factor').selectAll().where('person', '=', person).executeTakeFirst()

/** Returns the ids of those who have turned it on. */
export async function peopleWithTwoFactor(session: Session): Promise<Set<string>> {
	const rows = await session.db.selectFrom('two_factor').select('person').execute()
	return new Set(rows.map(({ person }) => person))
}

export async function insertTwoFactor(session: Session, row: Tables['two_factor']): Promise<void> {
	await session.db.insertInto('two_factor').values(row).execute()
}

/** `wrong`: failed attempts since the last success. */
export async function recordTwoFactorAttempt(
	session: Session,
	person: string,
	tried: { readonly last_step?: number; readonly failed_attempts: number },
): Promise<void> {
	await session.db.updateTable('two_factor').set(tried).where('person', '=', person).execute()
}

/** Deletes the second factor and all backup codes. */
export async function deleteTwoFactor(session: Session, person: string): Promise<void> {
	await session.db.deleteFrom('two_factor').where('person', '=', person).execute()
	await session.db.deleteFrom('backup_code').where('person', '=', person).execute()
}

/** Replaces all backup codes of a person. */
export async function replaceBackupCodes(
	session: Session,
	person: string,
	digests: readonly string[],
): Promise<void> {
	await session.db.deleteFrom('backup_code').where('person', '=', person).execute()
	await session.db
		.insertInto('backup_code')
		.values(digests.map((digest) => ({ person, digest })))
		.execute()
}

/** Deletes a backup code. False if it does not exist or was used. */
export async function redeemBackupCode(session: Session, person: string, digest: string): Promise<boolean> {
	const used = await session.db
		.deleteFrom('backup_code')
		.where('person', '=', person)
		.where('digest', '=', digest)
		.executeTakeFirst()
	return used.numDeletedRows > 0n
}

/** Counts the unused backup codes. */
export async function countBackupCodes(session: Session, person: string): Promise<number> {
	const row = await session.db
		.selectFrom('backup_code')
		.select((eb) => eb.fn.countAll().as('codes'))
		.where('person', '=', person)
		.executeTakeFirstOrThrow()
	return Number(row.codes)
}

/** Deletes the backup codes of all users: their digests cannot be checked without the key that was lost. */
export async function deleteAllBackupCodes(session: Session): Promise<void> {
	await session.db.deleteFrom('backup_code').execute()
}
