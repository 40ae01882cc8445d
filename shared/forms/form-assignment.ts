import * as z from 'zod/mini'

const maxNamed = 500
const names = z.array(z.string().check(z.minLength(1), z.maxLength(80))).check(z.maxLength(maxNamed))

/**
 * Users of these districts or teams can start records with a form, if their role fills it in. Null: all users
 * whose role does.
 */
export const formAssignmentSchema = z.nullable(z.object({ districts: names, teams: names }))
export type FormAssignment = z.infer<typeof formAssignmentSchema>

interface Assignable {
	readonly districts: readonly string[] | 'all'
	readonly team: string | null
}

export const isAssigned = (assignment: FormAssignment, { districts, team }: Assignable): boolean =>
	assignment === null ||
	(team !== null && assignment.teams.includes(team)) ||
	assignment.districts.some((code) => districts === 'all' || districts.includes(code))

/**
 * Body of a `form-assignment` document, whose ref is the form's ID: true if the phone's user can start
 * records with it.
 */
export const formAssignmentDocumentSchema = z.object({ isAssigned: z.boolean() })
