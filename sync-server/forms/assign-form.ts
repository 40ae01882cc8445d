import type { Campaign } from '#shared/campaign/campaign'
import { type FormAssignment, isAssigned } from '#shared/forms/form-assignment'
import { Problem } from '#shared/kernel/problem'
import {
	everyFormDocument,
	formAssignments,
	formDocuments,
	newestForm,
	setFormAssignment,
} from '../storage/form-table.ts'
import { allPeople, asPerson, findPerson, type PersonRow } from '../storage/person-table.ts'
import type { WriteSession } from '../storage/store.ts'

/*
 * Who fills in a form can change while it is in use. Phones that have it are told, and those that did not have it get it; what has begun on a phone
 * goes on there and counts.
 */

/** @throws Problem `assigned-to-nobody`, `input-invalid` for districts and teams that nobody knows */
export async function demandAssignable(
	db: WriteSession['db'],
	{ project, districts }: Pick<Campaign, 'project' | 'districts'>,
	assignment: FormAssignment,
	before: FormAssignment = null,
): Promise<void> {
	if (!assignment) return
	if (assignment.districts.length + assignment.teams.length === 0) throw new Problem('assigned-to-nobody')
	const known = new Set(districts.map(({ code }) => code))
	const district = assignment.districts.find((code) => !known.has(code))
	if (district !== undefined) throw new Problem('input-invalid', { field: 'districts', found: district })
	const teams = new Set((await allPeople(db, project)).map(({ team }) => team))
	// a team that everybody has left since can stay, and go
	for (const name of before?.teams ?? []) teams.add(name)
	const team = assignment.teams.find((name) => !teams.has(name))
	if (team !== undefined) throw new Problem('input-invalid', { field: 'teams', found: team })
}

/** @throws Problem `not-found` */
export async function assignForm(
	session: WriteSession,
	project: string,
	assignment: FormAssignment,
	{ id, by, now }: { readonly id: string; readonly by: string; readonly now: string },
): Promise<void> {
	if (!(await newestForm(session.db, project, id))) throw new Problem('not-found')
	const before = (await formAssignments(session.db, project)).get(id) ?? null
	await setFormAssignment(session.db, assignment, { project, id, since: now, set_by: by })
	const people = (await allPeople(session.db, project)).map(asAssignable)
	const changed = people.filter((person) => isAssigned(before, person) !== isAssigned(assignment, person))
	await announceAssignment(session, project, id, {
		assigned: changed.filter((person) => isAssigned(assignment, person)),
		others: changed.filter((person) => !isAssigned(assignment, person)),
	})
}

/** Somebody has other districts, or is in another team: forms that are theirs now come, and those that no longer are go. */
export async function assignForMoved(
	session: WriteSession,
	project: string,
	before: PersonRow,
	after: PersonRow,
): Promise<void> {
	const [was, is] = [asAssignable(before), asAssignable(after)]
	for (const [id, assignment] of await formAssignments(session.db, project)) {
		const isTheirs = isAssigned(assignment, is)
		if (isAssigned(assignment, was) !== isTheirs)
			await announceAssignment(
				session,
				project,
				id,
				isTheirs ? { assigned: [is], others: [] } : { assigned: [], others: [is] },
			)
	}
}

/** A record that lies with somebody else now, and the version of its form. */
export interface HandedRecord {
	readonly form: string
	readonly version: number
	readonly person: string
}

/** Records that were handed to people whose form it is not: they get the version that each was filled in with, to go on with it. */
export async function tellFormsOfHanded(
	session: WriteSession,
	project: string,
	handed: readonly HandedRecord[],
): Promise<void> {
	const assignments = handed.length > 0 ? await formAssignments(session.db, project) : new Map()
	for (const { form, version, person } of handed) {
		const row = assignments.has(form) ? await findPerson(session.db, project, person) : undefined
		if (!row || isAssigned(assignments.get(form) ?? null, asAssignable(row))) continue
		const ref = `${form}@${version}`
		const scope = [scopeOf(row)]
		await session.tellAgain(await partsOf(session, project, ref), scope)
		await session.tellAgain([ref], scope)
	}
}

/**
 * Parts that are at the server already, and that only forms of others had until now: whose form has them now hears of them.
 *
 * @param parts names of parts of the form `id`
 */
export async function tellPartsKept(
	session: WriteSession,
	project: string,
	{ id, parts }: { readonly id: string; readonly parts: readonly string[] },
): Promise<void> {
	const assignments = await formAssignments(session.db, project)
	if (assignments.size === 0 || parts.length === 0) return
	const people = (await allPeople(session.db, project)).map(asAssignable)
	const isFormOf = (form: string, person: Assignable) => isAssigned(assignments.get(form) ?? null, person)
	const forms = await everyFormDocument(session.db, project)
	for (const part of parts) {
		const owners = new Set(
			forms.filter((form) => form.parts?.some(({ refs }) => refs.includes(part))).map((form) => form.id),
		)
		const unaware = people.filter(
			(person) => isFormOf(id, person) && ![...owners].some((form) => isFormOf(form, person)),
		)
		await session.tellAgain([part], unaware.map(scopeOf))
	}
}

const asAssignable = (row: PersonRow) => ({
	id: row.id,
	districts: asPerson(row).districts,
	team: row.team,
})
type Assignable = ReturnType<typeof asAssignable>

/**
 * The newest version goes with its parts to those whose form it is now; others hear that it is not. Of versions before, a phone that needs one hears
 * when it asks for everything.
 */
async function announceAssignment(
	session: WriteSession,
	project: string,
	id: string,
	{ assigned, others }: { readonly assigned: readonly Assignable[]; readonly others: readonly Assignable[] },
): Promise<void> {
	const version = (await newestForm(session.db, project, id))?.version ?? 0
	const ref = `${id}@${version}`
	await session.tellAgain(await partsOf(session, project, ref), assigned.map(scopeOf))
	await session.tellAgain([ref], [...assigned, ...others].map(scopeOf))
}

const scopeOf = ({ id }: { readonly id: string }): string => `person:${id}`

/** The names of the parts of a version. */
async function partsOf(session: WriteSession, project: string, ref: string): Promise<string[]> {
	const [document] = await formDocuments(session.db, project, [ref])
	return [...new Set(document?.parts?.flatMap((place) => place.refs))]
}
