import type { Kysely } from 'kysely'
import type { Tables } from './tables.ts'

export type MadeFileRow = Tables['made_file']

export const insertMadeFile = (db: Kysely<Tables>, row: MadeFileRow) =>
	db.insertInto('made_file').values(row).execute()

/** Newest first, without those whose time is over. */
export const madeFilesOf = (
	db: Kysely<Tables>,
	project: string,
	person: string,
	now: string,
): Promise<MadeFileRow[]> =>
	db
		.selectFrom('made_file')
		.selectAll()
		.where('project', '=', project)
		.where('person', '=', person)
		.where('until', '>', now)
		.orderBy('asked', 'desc')
		.orderBy('id')
		.execute()

export const changeMadeFile = (
	db: Kysely<Tables>,
	id: string,
	change: Partial<Pick<MadeFileRow, 'state' | 'problem' | 'progress' | 'hash' | 'bytes' | 'until'>>,
) => db.updateTable('made_file').set(change).where('id', '=', id).execute()

/** Says that whoever makes these is still there. Gives those whose time is not over. */
export async function touchMadeFiles(
	db: Kysely<Tables>,
	ids: readonly string[],
	now: string,
): Promise<Set<string>> {
	await db.updateTable('made_file').set({ touched: now }).where('id', 'in', ids).execute()
	const rows = await db
		.selectFrom('made_file')
		.select('id')
		.where('id', 'in', ids)
		.where('until', '>', now)
		.execute()
	return new Set(rows.map(({ id }) => id))
}

/** What was destroyed or forgotten stands in none of them any more. */
export const endMadeFiles = (db: Kysely<Tables>, project: string, now: string) =>
	db
		.updateTable('made_file')
		.set({ until: now })
		.where('project', '=', project)
		.where('until', '>', now)
		.execute()

/** Whose time is over, and that nobody makes any more. */
export const overMadeFiles = (
	db: Kysely<Tables>,
	project: string,
	now: string,
	untouchedSince: string,
): Promise<Pick<MadeFileRow, 'id' | 'hash'>[]> =>
	db
		.selectFrom('made_file')
		.select(['id', 'hash'])
		.where('project', '=', project)
		.where('until', '<=', now)
		.where((eb) => eb.or([eb('state', 'in', ['whole', 'ended']), eb('touched', '<', untouchedSince)]))
		.execute()

export const removeMadeFile = (db: Kysely<Tables>, id: string) =>
	db.deleteFrom('made_file').where('id', '=', id).execute()

/** True if something else that is there has the same bytes. */
export async function isNamedElsewhere(db: Kysely<Tables>, hash: string, than: string): Promise<boolean> {
	const made = await db
		.selectFrom('made_file')
		.select('id')
		.where('hash', '=', hash)
		.where('id', '!=', than)
		.executeTakeFirst()
	const sent = await db.selectFrom('attachment').select('id').where('hash', '=', hash).executeTakeFirst()
	return made !== undefined || sent !== undefined
}
