import type { Kysely } from 'kysely'
import type { Tables } from '../tables/tables.ts'

export type ThemeRow = Tables['theme']

/** Returns every revision of all themes for demonstration or real transcripts, newest first. */
export const everyTheme = (
	db: Kysely<Tables>,
	project: string,
	demonstration: ThemeRow['demonstration'],
): Promise<ThemeRow[]> =>
	db
		.selectFrom('theme')
		.selectAll()
		.where('project', '=', project)
		.where('demonstration', '=', demonstration)
		.orderBy('n', 'desc')
		.orderBy('id')
		.execute()

export const insertTheme = (db: Kysely<Tables>, row: ThemeRow) => db.insertInto('theme').values(row).execute()
