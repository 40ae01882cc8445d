import type { Kysely } from 'kysely'
import type { Tables } from '../tables/tables.ts'

export type SavedViewRow = Tables['saved_view']

export const listSavedViews = (db: Kysely<Tables>, project: string): Promise<SavedViewRow[]> =>
	db
		.selectFrom('saved_view')
		.selectAll()
		.where('project', '=', project)
		.orderBy('name')
		.orderBy('at')
		.orderBy('id')
		.execute()

export const insertSavedView = (db: Kysely<Tables>, row: SavedViewRow) =>
	db.insertInto('saved_view').values(row).execute()

/** Deletes a saved view of a person. Returns the number of deleted views: one or none. */
export async function removeSavedView(db: Kysely<Tables>, person: string, id: string): Promise<number> {
	const { numDeletedRows } = await db
		.deleteFrom('saved_view')
		.where('person', '=', person)
		.where('id', '=', id)
		.executeTakeFirstOrThrow()
	return Number(numDeletedRows)
}
