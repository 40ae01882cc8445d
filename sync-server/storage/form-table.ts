import type { Kysely } from 'kysely'
import type { Tables } from './tables.ts'

type FormRow = Pick<Tables['form_version'], 'id' | 'version' | 'definition' | 'published'>

const published = (db: Kysely<Tables>, project: string) =>
	db
		.selectFrom('form_version')
		.select(['id', 'version', 'definition', 'published'])
		.where('project', '=', project)
		.orderBy('id')
		.orderBy('version')

export const findForm = (
	db: Kysely<Tables>,
	project: string,
	id: string,
	version: number,
): Promise<FormRow | undefined> =>
	published(db, project).where('id', '=', id).where('version', '=', version).executeTakeFirst()

/** All versions of all forms, or of one, oldest first. */
export const listForms = (db: Kysely<Tables>, project: string, id?: string): Promise<FormRow[]> =>
	published(db, project)
		.$if(id !== undefined, (query) => query.where('id', '=', id ?? ''))
		.execute()

export const newestForm = (db: Kysely<Tables>, project: string, id: string) =>
	db
		.selectFrom('form_version')
		.select(['version', 'hash', 'definition'])
		.where('project', '=', project)
		.where('id', '=', id)
		.orderBy('version', 'desc')
		.executeTakeFirst()

export async function insertForm(db: Kysely<Tables>, row: Tables['form_version']): Promise<void> {
	await db.insertInto('form_version').values(row).execute()
}
