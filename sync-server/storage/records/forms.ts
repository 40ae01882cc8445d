import type { Insertable, Kysely } from 'kysely'
import { type FormAssignment, formAssignmentSchema } from '#shared/forms/form-assignment'
import type { FormAvailability } from '#shared/forms/form-definition'
import type { FormDocument } from '#shared/sync/messages'
import type { Tables } from '../tables/tables.ts'

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

/** Returns all versions of all forms, or of one, oldest first. */
export const listForms = (db: Kysely<Tables>, project: string, id?: string): Promise<FormRow[]> =>
	published(db, project)
		.$if(id !== undefined, (query) => query.where('id', '=', id ?? ''))
		.execute()

/** Returns the publication times of the versions of a form, oldest first. */
export const versionsPublished = (
	db: Kysely<Tables>,
	project: string,
	form: string,
): Promise<Pick<FormRow, 'version' | 'published'>[]> =>
	db
		.selectFrom('form_version')
		.select(['version', 'published'])
		.where('project', '=', project)
		.where('id', '=', form)
		.orderBy('version')
		.execute()

/** Returns all versions with author and time of publication, newest first. */
export async function listVersions(
	db: Kysely<Tables>,
	project: string,
): Promise<{ id: string; version: number; published: string; by: string | null }[]> {
	return db
		.selectFrom('form_version')
		.leftJoin('person', 'person.id', 'form_version.published_by')
		.select(['form_version.id', 'form_version.version', 'form_version.published', 'person.name as by'])
		.where('form_version.project', '=', project)
		.orderBy('form_version.published', 'desc')
		.orderBy('form_version.id')
		.orderBy('form_version.version', 'desc')
		.execute()
}

/** Returns the forms that are not open, with state and since when, by id. */
export async function closedForms(
	db: Kysely<Tables>,
	project: string,
): Promise<Map<string, { state: FormAvailability; since: string }>> {
	const rows = await db
		.selectFrom('form_state')
		.select(['id', 'state', 'since'])
		.where('project', '=', project)
		.where('state', '!=', 'open')
		.execute()
	return new Map(rows.map(({ id, state, since }) => [id, { state, since }]))
}

export const setFormState = async (
	db: Kysely<Tables>,
	row: Omit<Insertable<Tables['form_state']>, 'assigned'>,
): Promise<void> => {
	const { state, since, set_by } = row
	await db
		.insertInto('form_state')
		.values(row)
		.onConflict((conflict) => conflict.columns(['project', 'id']).doUpdateSet({ state, since, set_by }))
		.execute()
}

/**
 * Assignments by form id. A form that was assigned once and is for everyone again has null; a form that never
 * was is not in the map.
 */
export async function formAssignments(
	db: Kysely<Tables>,
	project: string,
): Promise<Map<string, FormAssignment>> {
	const rows = await db
		.selectFrom('form_state')
		.select(['id', 'assigned'])
		.where('project', '=', project)
		.where('assigned', 'is not', null)
		.execute()
	return new Map(
		rows.map(({ id, assigned }) => [id, formAssignmentSchema.parse(JSON.parse(assigned ?? 'null'))]),
	)
}

/** If the form has a state already, its `since` and `set_by` do not change. */
export async function setFormAssignment(
	db: Kysely<Tables>,
	assignment: FormAssignment,
	row: Omit<Insertable<Tables['form_state']>, 'assigned' | 'state'>,
): Promise<void> {
	const assigned = JSON.stringify(assignment)
	await db
		.insertInto('form_state')
		.values({ ...row, state: 'open', assigned })
		.onConflict((conflict) => conflict.columns(['project', 'id']).doUpdateSet({ assigned }))
		.execute()
}

/** Returns the newest version number of each form. */
export async function newestVersions(
	db: Kysely<Tables>,
	project: string,
): Promise<{ readonly id: string; readonly version: number }[]> {
	const rows = await db
		.selectFrom('form_version')
		.select((eb) => ['id', eb.fn.max('version').as('version')])
		.where('project', '=', project)
		.groupBy('id')
		.execute()
	return rows.map(({ id, version }) => ({ id, version: Number(version) }))
}

export const newestForm = (db: Kysely<Tables>, project: string, id: string) =>
	db
		.selectFrom('form_version')
		.select(['version', 'hash', 'definition', 'published_by'])
		.where('project', '=', project)
		.where('id', '=', id)
		.orderBy('version', 'desc')
		.executeTakeFirst()

export async function insertForm(db: Kysely<Tables>, row: Insertable<Tables['form_version']>): Promise<void> {
	await db.insertInto('form_version').values(row).execute()
}

/** Returns those of the given form parts that are already published to phones. */
export async function formPartsKnown(
	db: Kysely<Tables>,
	project: string,
	refs: readonly string[],
): Promise<ReadonlySet<string>> {
	if (refs.length === 0) return new Set()
	const rows = await db
		.selectFrom('document')
		.select('ref')
		.where('project', '=', project)
		.where('kind', '=', 'form-part')
		.where('ref', 'in', refs)
		.execute()
	return new Set(rows.map(({ ref }) => ref))
}

/** Returns the form documents for phones of some versions, by their references `id@version`. */
export async function formDocuments(
	db: Kysely<Tables>,
	project: string,
	refs: readonly string[],
): Promise<FormDocument[]> {
	if (refs.length === 0) return []
	const rows = await db
		.selectFrom('document')
		.select('body')
		.where('project', '=', project)
		.where('kind', '=', 'form')
		.where('ref', 'in', refs)
		.execute()
	return rows.map(({ body }) => JSON.parse(body) as FormDocument)
}

/** Returns the form documents for phones of all versions. */
export async function everyFormDocument(db: Kysely<Tables>, project: string): Promise<FormDocument[]> {
	const rows = await db
		.selectFrom('document')
		.select('body')
		.where('project', '=', project)
		.where('kind', '=', 'form')
		.execute()
	return rows.map(({ body }) => JSON.parse(body) as FormDocument)
}

/** Returns the approvals of these versions as JSON, by `id@version`; versions that needed none are absent. */
export async function approvalsOf(
	db: Kysely<Tables>,
	project: string,
	versions: readonly { readonly id: string; readonly version: number }[],
): Promise<Map<string, { readonly approval: string; readonly published: string }>> {
	const ids = [...new Set(versions.map(({ id }) => id))]
	if (ids.length === 0) return new Map()
	const rows = await db
		.selectFrom('form_version')
		.select(['id', 'version', 'approval', 'published'])
		.where('project', '=', project)
		.where('id', 'in', ids)
		.where('approval', 'is not', null)
		.execute()
	return new Map(
		rows.flatMap(({ id, version, approval, published: at }) =>
			approval === null ? [] : [[`${id}@${version}`, { approval, published: at }] as const],
		),
	)
}
