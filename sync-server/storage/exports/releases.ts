import type { Kysely } from 'kysely'
import type { Tables } from '../tables/tables.ts'

export type ReleaseRow = Tables['release']

export const insertRelease = (db: Kysely<Tables>, row: ReleaseRow) =>
	db.insertInto('release').values(row).execute()

/**
 * Returns the name of another release of the form and round that differs only in case, spaces or Unicode
 * form; undefined if there is none.
 */
export const sameNameAs = async (
	db: Kysely<Tables>,
	project: string,
	{ form, round, name }: Pick<ReleaseRow, 'form' | 'round' | 'name'>,
): Promise<string | undefined> => {
	const others = await db
		.selectFrom('release')
		.select('name')
		.where('project', '=', project)
		.where('form', '=', form)
		.where('round', '=', round)
		.execute()
	const normalise = (text: string) => text.normalize('NFC').trim().replace(/\s+/g, ' ').toLowerCase()
	return others.find((other) => normalise(other.name) === normalise(name))?.name
}

/** Returns all releases, newest first. */
export const listReleases = (db: Kysely<Tables>, project: string): Promise<ReleaseRow[]> =>
	db
		.selectFrom('release')
		.selectAll()
		.where('project', '=', project)
		.orderBy('at', 'desc')
		.orderBy('seq', 'desc')
		.orderBy('id')
		.execute()

export const findRelease = (
	db: Kysely<Tables>,
	project: string,
	id: string,
): Promise<ReleaseRow | undefined> =>
	db.selectFrom('release').selectAll().where('project', '=', project).where('id', '=', id).executeTakeFirst()

export const setSuperseded = (db: Kysely<Tables>, project: string, id: string, superseded: string) =>
	db.updateTable('release').set({ superseded }).where('project', '=', project).where('id', '=', id).execute()
