import { type FormAssignment, isAssigned } from '#shared/forms/form-assignment'
import { Problem } from '#shared/kernel/problem'
import type { Study } from '#shared/study/study'
import { allPeople, asPerson, findPerson, type PersonRow } from '../storage/people/people.ts'
import {
	everyFormDocument,
	formAssignments,
	formDocuments,
	newestForm,
	setFormAssignment,
} from '../storage/records/forms.ts'
import type { Session } from '../storage/session.ts'
import type { WriteSession } from '../storage/store.ts'

/*
 * The assignment of a form can change while the form is in use. Phones that lose it are notified, and phones that
 * gain it download it. Records that were started with it are continued, and count.
 */

/** @throws Problem `assignment-empty`, `input-invalid` for districts and teams that do not exist */
export async function demandAssignable(
	session: Session,
	{ districts }: Pick<Study, 'project' | 'districts'>,
	assignment: FormAssignment,
	before: FormAssignment = null,
): Promise<void> {
	if (!assignment) return
	if (assignment.districts.length + assignment.teams.length === 0) throw new Problem('assignment-empty')
	const known = new Set(districts.map(({ code }) => code))
	const district = assignment.districts.find((code) => !known.has(code))
	if (district !== undefined) throw new Problem('input-invalid', { field: 'districts', found: district })
	const teams = new Set((await allPeople(session)).map(({ team }) => team))
	// A team without members can stay in an assignment, and be removed from it.
	for (const name of before?.teams ?? []) teams.add(name)
	const team = assignment.teams.find((name) => !teams.has(name))
	if (team !== undefined) throw new Problem('input-invalid', { field: 'teams', found: team })
}

/** @throws Problem `not-found` */
export async function assignForm(
	session: WriteSession,
	assignment: FormAssignment,
	{ id, by, now }: { readonly id: string; readonly by: string; readonly now: string },
): Promise<void> {
	if (!(await newestForm(session, id))) throw new Problem('not-found')
	const before = (await formAssignments(session)).get(id) ?? null
	await setFormAssignment(session, assignment, { project: session.project, id, since: now, set_by: by })
	const people = (await allPeople(session)).map(asAssignable)
	const changed = people.filter((person) => isAssigned(before, person) !== isAssigned(assignment, person))
	await announceAssignment(session, id, {
		assigned: changed.filter((person) => isAssigned(assignment, person)),
		others: changed.filter((person) => !isAssigned(assignment, person)),
	})
}

/**
 * Updates the forms of a user after a change of districts or team: their phone receives the forms that are
 * assigned to them now, and loses the others.
 */
export async function assignForMoved(
	session: WriteSession,
	before: PersonRow,
	after: PersonRow,
): Promise<void> {
	const [was, is] = [asAssignable(before), asAssignable(after)]
	for (const [id, assignment] of await formAssignments(session)) {
		const isTheirs = isAssigned(assignment, is)
		if (isAssigned(assignment, was) !== isTheirs)
			await announceAssignment(
				session,
				id,
				isTheirs ? { assigned: [is], others: [] } : { assigned: [], others: [is] },
			)
	}
}

/** A record that was reassigned to another enumerator, with the version of its form. */
export interface ReassignedRecord {
	readonly form: string
	readonly version: number
	readonly person: string
}

/**
 * Sends the form of a reassigned record to its new enumerator, if the form is not assigned to them: the
 * version that the record was filled in with.
 */
export async function announceFormsOfReassigned(
	session: WriteSession,
	records: readonly ReassignedRecord[],
): Promise<void> {
	const assignments = records.length > 0 ? await formAssignments(session) : new Map()
	for (const { form, version, person } of records) {
		const row = assignments.has(form) ? await findPerson(session, person) : undefined
		if (!row || isAssigned(assignments.get(form) ?? null, asAssignable(row))) continue
		const ref = `${form}@${version}`
		const scope = [scopeOf(row)]
		await session.announceDocuments(await partsOf(session, ref), scope)
		await session.announceDocuments([ref], scope)
	}
}

/**
 * Announces parts of a form to users before the form. A part (a long list, an image) is shared by all forms
 * that contain it, and users whose forms did not contain it never received it.
 *
 * @param parts names of parts of the form `id`
 */
export async function announceWithheldParts(
	session: WriteSession,
	{ id, parts }: { readonly id: string; readonly parts: readonly string[] },
): Promise<void> {
	const assignments = await formAssignments(session)
	if (assignments.size === 0 || parts.length === 0) return
	const people = (await allPeople(session)).map(asAssignable)
	const isFormOf = (form: string, person: Assignable) => isAssigned(assignments.get(form) ?? null, person)
	const forms = await everyFormDocument(session)
	for (const part of parts) {
		const owners = new Set(
			forms.filter((form) => form.parts?.some(({ refs }) => refs.includes(part))).map((form) => form.id),
		)
		const without = people.filter(
			(person) => isFormOf(id, person) && ![...owners].some((form) => isFormOf(form, person)),
		)
		await session.announceDocuments([part], without.map(scopeOf))
	}
}

const asAssignable = (row: PersonRow) => ({
	id: row.id,
	districts: asPerson(row).districts,
	team: row.team,
})
type Assignable = ReturnType<typeof asAssignable>

/**
 * Sends the newest version with its parts to the users that the form is assigned to now, and its withdrawal
 * to the others. A phone that needs an earlier version gets it when it reads the feed from the beginning.
 */
async function announceAssignment(
	session: WriteSession,
	id: string,
	{ assigned, others }: { readonly assigned: readonly Assignable[]; readonly others: readonly Assignable[] },
): Promise<void> {
	const version = (await newestForm(session, id))?.version ?? 0
	const ref = `${id}@${version}`
	await session.announceDocuments(await partsOf(session, ref), assigned.map(scopeOf))
	await session.announceDocuments([ref], [...assigned, ...others].map(scopeOf))
}

const scopeOf = ({ id }: { readonly id: string }): string => `person:${id}`

/** Returns the names of the parts of a version. */
async function partsOf(session: WriteSession, ref: string): Promise<string[]> {
	const [document] = await formDocuments(session, [ref])
	return [...new Set(document?.parts?.flatMap((place) => place.refs))]
}
