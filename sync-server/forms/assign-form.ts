import type { Campaign } from '#shared/campaign/campaign'
import { type FormAssignment, isAssigned } from '#shared/forms/form-assignment'
import { Problem } from '#shared/kernel/problem'
import { formAssignments, formDocuments, newestForm, setFormAssignment } from '../storage/form-table.ts'
import { allPeople, asPerson, type PersonRow } from '../storage/person-table.ts'
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
): Promise<void> {
	if (!assignment) return
	if (assignment.districts.length + assignment.teams.length === 0) throw new Problem('assigned-to-nobody')
	const known = new Set(districts.map(({ code }) => code))
	const district = assignment.districts.find((code) => !known.has(code))
	if (district !== undefined) throw new Problem('input-invalid', { field: 'districts', found: district })
	const teams = new Set((await allPeople(db, project)).map(({ team }) => team))
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
	await tell(session, project, id, {
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
			await tell(
				session,
				project,
				id,
				isTheirs ? { assigned: [is], others: [] } : { assigned: [], others: [is] },
			)
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
async function tell(
	session: WriteSession,
	project: string,
	id: string,
	{ assigned, others }: { readonly assigned: readonly Assignable[]; readonly others: readonly Assignable[] },
): Promise<void> {
	const version = (await newestForm(session.db, project, id))?.version ?? 0
	const ref = `${id}@${version}`
	const [document] = await formDocuments(session.db, project, [ref])
	const parts = document?.parts?.flatMap((place) => place.refs) ?? []
	const scopesOf = (people: readonly Assignable[]) => people.map((person) => `person:${person.id}`)
	await session.tellAgain([...new Set(parts)], scopesOf(assigned))
	await session.tellAgain([ref], scopesOf([...assigned, ...others]))
}
