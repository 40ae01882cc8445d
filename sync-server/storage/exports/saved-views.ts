import type { Session } from '../session.ts'
import type { Tables } from '../tables/tables.ts'

export type SavedViewRow = Tables['saved_view']

export const listSavedViews = (session: Session): Promise<SavedViewRow[]> =>
	session.db
		.selectFrom('saved_view')
		.selectAll()
		.where('project', '=', session.project)
		.orderBy('name')
		.orderBy('at')
		.orderBy('id')
		.execute()

export const insertSavedView = (session: Session, row: SavedViewRow) =>
	session.db.insertInto('saved_view').values(row).execute()

/** Deletes a saved view of a person. Returns the number of deleted views: one or none. */
export async function removeSavedView(session: Session, person: string, id: string): Promise<number> {
	const { numDeletedRows } = await session.db
		.deleteFrom('saved_view')
		.where('person', '=', person)
		.where('id', '=', id)
		.executeTakeFirstOrThrow()
	return Number(numDeletedRows)
}
