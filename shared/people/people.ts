import * as z from 'zod/mini'
import {
	canReadRecords,
	type DistrictScope,
	isDistrictInScope,
	isDistrictSubset,
	isPhoneRole,
	may,
	type Role,
	roles,
} from './roles.ts'

const districtsSchema = z.union([
	z.literal('all'),
	z.array(z.string().check(z.maxLength(20))).check(z.maxLength(500)),
])
const languageSchema = z.string().check(z.regex(/^[a-z]{2,3}(-[A-Za-z]{2,8})?$/))

/** Minimum characters of a password. */
export const shortestPassword = 10

export const personSchema = z.object({
	id: z.string(),
	name: z.string(),
	/** Username: short and unique, for signing in and in forms. */
	code: z.string(),
	role: z.enum(roles),
	districts: districtsSchema,
	language: languageSchema,
	demonstration: z.boolean(),
	isActive: z.boolean(),
})
export type Person = z.infer<typeof personSchema>

/** Sex of an enumerator, for comparison with that of the respondents. */
export const enumeratorSexes = ['male', 'female', 'transgender'] as const
const sexSchema = z.nullable(z.enum(enumeratorSexes))
export const teamSchema = z.string().check(z.trim(), z.minLength(1), z.maxLength(40))

type PersonScope = Pick<Person, 'demonstration'> & { readonly districts: DistrictScope }

/** True if one user may see the other: they share a district. A practice user sees no real person. */
export function canSeePerson(viewer: PersonScope, other: PersonScope): boolean {
	if (viewer.demonstration && !other.demonstration) return false
	if (viewer.districts === 'all') return true
	return (
		other.districts !== 'all' && other.districts.some((code) => isDistrictInScope(viewer.districts, code))
	)
}

/**
 * True if a user may see a record: its district, its readers; and for practice users, practice records only.
 * The only rule for access to a record by its id; lists apply it in the database (`matches`).
 */
export const canSeeRecord = (
	viewer: Pick<Person, 'role' | 'districts' | 'demonstration'>,
	of: {
		readonly district: string | null
		readonly demonstration: number
		/** Roles with exclusive access; null if its form names none. */
		readonly readers: readonly Role[] | null
	},
): boolean =>
	isDistrictInScope(viewer.districts, of.district) &&
	canReadRecords(viewer.role, of.readers) &&
	!(viewer.demonstration && of.demonstration === 0)

/**
 * True if one user may deactivate and reactivate the other, and their phones: in their own districts only,
 * and never themselves, or the last administrator would be gone.
 */
export const canDeactivate = (
	actor: Pick<Person, 'id' | 'role' | 'districts' | 'demonstration'>,
	other: Pick<Person, 'id' | 'role' | 'districts' | 'demonstration'>,
): boolean =>
	actor.id !== other.id &&
	may(actor.role, other.role === 'enumerator' ? 'devices.deactivate' : 'accounts.deactivate') &&
	canSeePerson(actor, other) &&
	isDistrictSubset(actor.districts, other.districts)

/**
 * True if a record of this district can be assigned from one person to the other: an active phone user of the
 * district with the same forms.
 */
export const canReceiveRecord = (
	taking: Pick<Person, 'id' | 'role' | 'districts' | 'demonstration' | 'isActive'>,
	from: Pick<Person, 'id' | 'role' | 'demonstration'>,
	district: string | null,
): boolean =>
	taking.id !== from.id &&
	taking.isActive &&
	isPhoneRole(taking.role) &&
	taking.role === from.role &&
	taking.demonstration === from.demonstration &&
	isDistrictInScope(taking.districts, district)

/** Body of the request. */
export const setActiveRequestSchema = z.object({ isActive: z.boolean() })
/** Request for a phone: with the enrolments that replaced it, or alone. */
export const setDeviceActiveRequestSchema = z.extend(setActiveRequestSchema, {
	withCopies: z.optional(z.boolean()),
})

export const personListItemSchema = z.object({
	...personSchema.shape,
	/** Null if unknown; not sent to phones. */
	sex: sexSchema,
	team: z.nullable(z.string()),
	/** Supervisor of the team: a coordinator. */
	supervisor: z.nullable(z.object({ name: z.string(), code: z.string() })),
	phones: z.int(),
	lastSeen: z.nullable(z.string()),
	/** True if an unused enrolment code exists. */
	isInvited: z.boolean(),
	hasPassword: z.boolean(),
})
export type PersonListItem = z.infer<typeof personListItemSchema>

/** Rule of `newPersonSchema.code`, as commands say it; the desk has it in `people.codeHint`. */
export const usernameRule =
	'2 to 20 English letters, digits, dots, hyphens and underscores; the first is a letter or digit'

export const newPersonSchema = z.object({
	name: z.string().check(z.trim(), z.minLength(1), z.maxLength(80)),
	code: z.string().check(z.trim(), z.regex(/^[A-Za-z0-9][A-Za-z0-9._-]{1,19}$/)),
	role: z.enum(roles),
	districts: districtsSchema,
	language: languageSchema,
	sex: z.optional(sexSchema),
	team: z.optional(z.nullable(teamSchema)),
})
export type NewPerson = z.infer<typeof newPersonSchema>

/** An enrolment code, shown once, to be read out or scanned. */
export const invitationSchema = z.object({
	code: z.string(),
	expires: z.nullable(z.string()),
	person: personSchema,
	/** True if the person has a device and must confirm the new one there. */
	isUnconfirmed: z.boolean(),
})
export type Invitation = z.infer<typeof invitationSchema>

/** A new person with their code; null if another safeguarding lead has to approve it first. */
export const addedPersonSchema = z.object({ ...invitationSchema.shape, code: z.nullable(z.string()) })
export type AddedPerson = z.infer<typeof addedPersonSchema>

/** Request to send a user's enrolment code, which was just created, to an e-mail address that is not kept. */
export const invitationEmailSchema = z.object({
	code: z.string().check(z.maxLength(40)),
	to: z.email().check(z.maxLength(254)),
})

/** Maximum strips on one sheet. */
export const maxOnSheet = 500
/** Request for a sheet of codes: each of these people gets a new one. */
export const codeSheetSchema = z.object({
	people: z.array(z.string().check(z.maxLength(80))).check(z.minLength(1), z.maxLength(maxOnSheet)),
})
