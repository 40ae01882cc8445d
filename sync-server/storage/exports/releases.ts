import type { Session } from '../session.ts'
import type { Tables } from '../tables/tables.ts'

export type ReleaseRow = Tables['release']

export const insertRelease = (session: Session, row: ReleaseRow) =>
	session.db.insertInto('release').values(row).execute()

/**
 * Returns the name of another release of the form and round that differs only in case, spaces or Unicode
 * form; undefined if there is none.
 */
export const sameNameAs = async (
	session: Session,
	{ form, round, name }: Pick<ReleaseRow, 'form' | 'round' | 'name'>,
): Promise<string | undefined> => {
	const others = await session.db
		.selectFrom('release')
		.select('name')
		.where('project', '=', session.project)
		.where('form', '=', form)
		.where('round', '=', round)
		.execute()
	const normalise = (text: string) => text.normalize('NFC').trim().replace(/\s+/g, ' ').toLowerCase()
	return others.find((other) => normalise(other.name) === normalise(name))?.name
}

/** Returns all releases, newest first. */
export const listReleases = (session: Session): Promise<ReleaseRow[]> =>
	session.db
		.selectFrom('release')
		.selectAll()
		.where('project', '=', session.project)
		.orderBy('at', 'desc')
		.orderBy('seq', 'desc')
		.orderBy('id')
		.execute()

export const findRelease = (session: Session, id: string): Promise<ReleaseRow | undefined> =>
	session.db
		.selectFrom('release')
		.selectAll()
		.where('project', '=', session.project)
		.where('id', '=', id)
		.executeTakeFirst()

export const setSuperseded = (session: Session, id: string, superseded: string) =>
	session.db
		.updateTable('release')
		.set({ superseded })
		.where('project', '=', session.project)
		.where('id', '=', id)
		.execute()
