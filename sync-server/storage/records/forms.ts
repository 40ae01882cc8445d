import type { Insertable } from 'kysely'
import { type FormAssignment, formAssignmentSchema } from '#shared/forms/form-assignment'
import type { FormAvailability } from '#shared/forms/form-definition'
import type { FormDocument } from '#shared/sync/messages'
import type { Session } from '../session.ts'
import type { Tables } from '../tables/tables.ts'

type FormRow = Pick<Tables['form_version'], 'id' | 'version' | 'definition' | 'published'>

const published = (session: Session) =>
	session.db
		.selectFrom('form_version')
		.select(['id', 'version', 'definition', 'published'])
		.where('project', '=', session.project)
		.orderBy('id')
		.orderBy('version')

export const findForm = (session: Session, id: string, version: number): Promise<FormRow | undefined> =>
	published(session).where('id', '=', id).where('version', '=', version).executeTakeFirst()

/** Returns all versions of all forms, or of one, oldest first. */
export const listForms = (session: Session, id?: string): Promise<FormRow[]> =>
	published(session)
		.$if(id !== undefined, (query) => query.where('id', '=', id ?? ''))
		.execute()

/** Returns the publication times of the versions of a form, oldest first. */
export const versionsPublished = (
	session: Session,
	form: string,
): Promise<Pick<FormRow, 'version' | 'published'>[]> =>
	session.db
		.selectFrom('form_version')
		.select(['version', 'published'])
		.where('project', '=', session.project)
		.where('id', '=', form)
		.orderBy('version')
		.execute()

/** Returns all versions with author and time of publication, newest first. */
export async function listVersions(
	session: Session,
): Promise<{ id: string; version: number; published: string; by: string | null }[]> {
	return session.db
		.selectFrom('form_version')
		.leftJoin('person', 'person.id', 'form_version.published_by')
		.select(['form_version.id', 'form_version.version', 'form_version.published', 'person.name as by'])
		.where('form_version.project', '=', session.project)
		.orderBy('form_version.published', 'desc')
		.orderBy('form_version.id')
		.orderBy('form_version.version', 'desc')
		.execute()
}

/** Returns the forms that are not open, with state and since when, by id. */
export async function closedForms(
	session: Session,
): Promise<Map<string, { state: FormAvailability; since: string }>> {
	const rows = await session.db
		.selectFrom('form_state')
		.select(['id', 'state', 'since'])
		.where('project', '=', session.project)
		.where('state', '!=', 'open')
		.execute()
	return new Map(rows.map(({ id, state, since }) => [id, { state, since }]))
}

export const setFormState = async (
	session: Session,
	row: Omit<Insertable<Tables['form_state']>, 'assigned'>,
): Promise<void> => {
	const { state, since, set_by } = row
	await session.db
		.insertInto('form_state')
		.values(row)
		.onConflict((conflict) => conflict.columns(['project', 'id']).doUpdateSet({ state, since, set_by }))
		.execute()
}

/**
 * Assignments by form id. A form that was assigned once and is for everyone again has null; a form that never
 * was is not in the map.
 */
export async function formAssignments(session: Session): Promise<Map<string, FormAssignment>> {
	const rows = await session.db
		.selectFrom('form_state')
		.select(['id', 'assigned'])
		.where('project', '=', session.project)
		.where('assigned', 'is not', null)
		.execute()
	return new Map(
		rows.map(({ id, assigned }) => [id, formAssignmentSchema.parse(JSON.parse(assigned ?? 'null'))]),
	)
}

/** If the form has a state already, its `since` and `set_by` do not change. */
export async function setFormAssignment(
	session: Session,
	assignment: FormAssignment,
	row: Omit<Insertable<Tables['form_state']>, 'assigned' | 'state'>,
): Promise<void> {
	const assigned = JSON.stringify(assignment)
	await session.db
		.insertInto('form_state')
		.values({ ...row, state: 'open', assigned })
		.onConflict((conflict) => conflict.columns(['project', 'id']).doUpdateSet({ assigned }))
		.execute()
}

/** Returns the newest version number of each form. */
export async function newestVersions(
	session: Session,
): Promise<{ readonly id: string; readonly version: number }[]> {
	const rows = await session.db
		.selectFrom('form_version')
		.select((eb) => ['id', eb.fn.max('version').as('version')])
		.where('project', '=', session.project)
		.groupBy('id')
		.execute()
	return rows.map(({ id, version }) => ({ id, version: Number(version) }))
}

export const newestForm = (session: Session, id: string) =>
	session.db
		.selectFrom('form_version')
		.select(['version', 'hash', 'definition', 'published_by'])
		.where('project', '=', session.project)
		.where('id', '=', id)
		.orderBy('version', 'desc')
		.executeTakeFirst()

export async function insertForm(session: Session, row: Insertable<Tables['form_version']>): Promise<void> {
	await session.db.insertInto('form_version').values(row).execute()
}

/** Returns those of the given form parts that are already published to phones. */
export async function formPartsKnown(
	session: Session,
	refs: readonly string[],
): Promise<ReadonlySet<string>> {
	if (refs.length === 0) return new Set()
	const rows = await session.db
		.selectFrom('document')
		.select('ref')
		.where('project', '=', session.project)
		.where('kind', '=', 'form-part')
		.where('ref', 'in', refs)
		.execute()
	return new Set(rows.map(({ ref }) => ref))
}

/** Returns the form documents for phones of some versions, by their references `id@version`. */
export async function formDocuments(session: Session, refs: readonly string[]): Promise<FormDocument[]> {
	if (refs.length === 0) return []
	const rows = await session.db
		.selectFrom('document')
		.select('body')
		.where('project', '=', session.project)
		.where('kind', '=', 'form')
		.where('ref', 'in', refs)
		.execute()
	return rows.map(({ body }) => JSON.parse(body) as FormDocument)
}

/** Returns the form documents for phones of all versions. */
export async function everyFormDocument(session: Session): Promise<FormDocument[]> {
	const rows = await session.db
		.selectFrom('document')
		.select('body')
		.where('project', '=', session.project)
		.where('kind', '=', 'form')
		.execute()
	return rows.map(({ body }) => JSON.parse(body) as FormDocument)
}

/** Returns the approvals of these versions as JSON, by `id@version`; versions that needed none are absent. */
export async function approvalsOf(
	session: Session,
	versions: readonly { readonly id: string; readonly version: number }[],
): Promise<Map<string, { readonly approval: string; readonly published: string }>> {
	const ids = [...new Set(versions.map(({ id }) => id))]
	if (ids.length === 0) return new Map()
	const rows = await session.db
		.selectFrom('form_version')
		.select(['id', 'version', 'approval', 'published'])
		.where('project', '=', session.project)
		.where('id', 'in', ids)
		.where('approval', 'is not', null)
		.execute()
	return new Map(
		rows.flatMap(({ id, version, approval, published: at }) =>
			approval === null ? [] : [[`${id}@${version}`, { approval, published: at }] as const],
		),
	)
}
