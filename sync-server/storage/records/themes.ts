import type { Session } from '../session.ts'
import type { Tables } from '../tables/tables.ts'

export type ThemeRow = Tables['theme']

/** Returns every revision of all themes for demonstration or real transcripts, newest first. */
export const everyTheme = (session: Session, demonstration: ThemeRow['demonstration']): Promise<ThemeRow[]> =>
	session.db
		.selectFrom('theme')
		.selectAll()
		.where('project', '=', session.project)
		.where('demonstration', '=', demonstration)
		.orderBy('n', 'desc')
		.orderBy('id')
		.execute()

export const insertTheme = (session: Session, row: ThemeRow) =>
	session.db.insertInto('theme').values(row).execute()
