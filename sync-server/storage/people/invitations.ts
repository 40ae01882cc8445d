import type { Insertable, Selectable } from 'kysely'
import type { Session } from '../session.ts'
import type { Tables } from '../tables/tables.ts'

/*
 * Enrolment codes, by their digest.
 */

export type CodeRow = Selectable<Tables['invitation']>

export const findCode = (session: Session, digest: string) =>
	session.db.selectFrom('invitation').selectAll().where('digest', '=', digest).executeTakeFirst()

/** Stores a code; earlier unused codes of the person are deleted. */
export async function replaceCode(
	session: Session,
	code: Omit<Insertable<Tables['invitation']>, 'used' | 'device'>,
): Promise<void> {
	await session.db
		.deleteFrom('invitation')
		.where('person', '=', code.person)
		.where('used', 'is', null)
		.execute()
	await session.db
		.insertInto('invitation')
		.values({ ...code, used: null, device: null })
		.execute()
}

/** Returns the unused codes of a person. */
export const openCodesOf = (session: Session, person: string): Promise<CodeRow[]> =>
	session.db
		.selectFrom('invitation')
		.selectAll()
		.where('person', '=', person)
		.where('used', 'is', null)
		.execute()

/** Finds a code by the reference that devices of its person use. */
export const codeByRef = (session: Session, ref: string): Promise<CodeRow | undefined> =>
	session.db.selectFrom('invitation').selectAll().where('ref', '=', ref).executeTakeFirst()

export async function confirmCode(session: Session, digest: string): Promise<void> {
	await session.db.updateTable('invitation').set({ unconfirmed: 0 }).where('digest', '=', digest).execute()
}

/**
 * Marks a code as used. False if it was used already. `device`: the enrolment or other purpose of the use.
 */
export async function useCode(
	session: Session,
	digest: string,
	at: string,
	device: string | null,
): Promise<boolean> {
	const taken = await session.db
		.updateTable('invitation')
		.set({ used: at, device })
		.where('digest', '=', digest)
		.where('used', 'is', null)
		.executeTakeFirst()
	return taken.numUpdatedRows > 0n
}

/** True if a code was used for exactly this purpose. */
export const isUsedFor = async (session: Session, digest: string, what: string): Promise<boolean> =>
	(await findCode(session, digest))?.device === what

/** Finds the enrolment that a code was used for, if it was one. */
export const enrolmentByCode = (session: Session, digest: string) =>
	session.db
		.selectFrom('invitation')
		.innerJoin('device', 'device.id', 'invitation.device')
		.select(['device.id', 'device.public_key as publicKey', 'device.phone'])
		.where('invitation.digest', '=', digest)
		.where('device.revoked', '=', 0)
		.executeTakeFirst()

/** Returns the people with a code that can still be used. */
export async function invitedPeople(session: Session, at: string): Promise<Set<string>> {
	const rows = await session.db
		.selectFrom('invitation')
		.select('person')
		.where('used', 'is', null)
		.where((eb) => eb.or([eb('expires', 'is', null), eb('expires', '>=', at)]))
		.execute()
	return new Set(rows.map(({ person }) => person))
}

/** Returns the digests of enrolment codes and backup codes without this prefix. */
export async function codesWithoutKey(session: Session, beginning: string): Promise<string[]> {
	const found = await Promise.all(
		(['invitation', 'backup_code'] as const).map((table) =>
			session.db.selectFrom(table).select('digest').where('digest', 'not like', `${beginning}%`).execute(),
		),
	)
	return found.flat().map(({ digest }) => digest)
}

export async function updateCodeDigest(session: Session, before: string, digest: string): Promise<void> {
	for (const table of ['invitation', 'backup_code'] as const)
		await session.db.updateTable(table).set({ digest }).where('digest', '=', before).execute()
}

/** Deletes codes that were not used yet. */
export async function deleteOpenInvitations(session: Session): Promise<void> {
	await session.db.deleteFrom('invitation').where('used', 'is', null).execute()
}
