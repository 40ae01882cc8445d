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

/** Letters, digits and signs of a password, at least. */
export const shortestPassword = 10

export const personSchema = z.object({
	id: z.string(),
	name: z.string(),
	/** Short and unique: the name to sign in with, and what forms call the person. */
	code: z.string(),
	role: z.enum(roles),
	districts: districtsSchema,
	language: languageSchema,
	demonstration: z.boolean(),
	isActive: z.boolean(),
})
export type Person = z.infer<typeof personSchema>

/** Of an interviewer, as it is compared with that of whom they asked. */
export const interviewerSexes = ['male', 'female', 'transgender'] as const
const sexSchema = z.nullable(z.enum(interviewerSexes))
export const teamSchema = z.string().check(z.trim(), z.minLength(1), z.maxLength(40))

/** Whether somebody can be given households of a district to visit. */
export const canWorkInDistrict = (
	{ role, isActive, demonstration, districts }: Person,
	district: string,
): boolean => role === 'enumerator' && isActive && !demonstration && isDistrictInScope(districts, district)

type PersonScope = Pick<Person, 'demonstration'> & { readonly districts: DistrictScope }

/**
 * Whether one person may know of another: they share a district. Someone who shows the demonstration knows of nobody
 * real.
 */
export function canSeePerson(asking: PersonScope, other: PersonScope): boolean {
	if (asking.demonstration && !other.demonstration) return false
	if (asking.districts === 'all') return true
	return (
		other.districts !== 'all' && other.districts.some((code) => isDistrictInScope(asking.districts, code))
	)
}

/**
 * Whether a person may know of a record: their district, their role, and made up where they show the demonstration. The one rule
 * for a record that is asked for by its id; lists ask the database for the same (`matches`).
 */
export const canSeeRecord = (
	asking: Pick<Person, 'role' | 'districts' | 'demonstration'>,
	of: {
		readonly district: string | null
		readonly demonstration: number
		/** The roles that alone read it; null where its form names none. */
		readonly readers: readonly Role[] | null
	},
): boolean =>
	isDistrictInScope(asking.districts, of.district) &&
	canReadRecords(asking.role, of.readers) &&
	!(asking.demonstration && of.demonstration === 0)

/**
 * Whether one person may switch another off and on again, and their phones: of the own districts only, and never
 * themself, or the last administrator would be gone.
 */
export const canDeactivate = (
	asking: Pick<Person, 'id' | 'role' | 'districts' | 'demonstration'>,
	other: Pick<Person, 'id' | 'role' | 'districts' | 'demonstration'>,
): boolean =>
	asking.id !== other.id &&
	may(asking.role, other.role === 'enumerator' ? 'phones.switch' : 'desks.switch') &&
	canSeePerson(asking, other) &&
	isDistrictSubset(asking.districts, other.districts)

/** Whether a record of this district can be handed from one person to another: somebody at work there, on a phone, with the same forms. */
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
/** Of a phone: with those that took an enrolment in its place, or alone. */
export const setDeviceActiveRequestSchema = z.extend(setActiveRequestSchema, {
	withCopies: z.optional(z.boolean()),
})

export const personListItemSchema = z.object({
	...personSchema.shape,
	/** Null where nobody has said it; phones hear nothing of it. */
	sex: sexSchema,
	team: z.nullable(z.string()),
	/** Of the team: a coordinator. */
	supervisor: z.nullable(z.object({ name: z.string(), code: z.string() })),
	phones: z.int(),
	lastSeen: z.nullable(z.string()),
	/** A code was made and not used yet. */
	isInvited: z.boolean(),
	hasPassword: z.boolean(),
})
export type PersonListItem = z.infer<typeof personListItemSchema>

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

/** A code as it is shown once, to be read out or scanned. */
export const invitationSchema = z.object({
	code: z.string(),
	expires: z.nullable(z.string()),
	person: personSchema,
	/** The person has a device, and confirms there that another one is set up. */
	isUnconfirmed: z.boolean(),
})
export type Invitation = z.infer<typeof invitationSchema>

/** Somebody new: with their code, or without one where another safeguarding lead has to approve it first. */
export const addedPersonSchema = z.object({ ...invitationSchema.shape, code: z.nullable(z.string()) })
export type AddedPerson = z.infer<typeof addedPersonSchema>

/** As many strips as one sheet has. */
export const mostOnSheet = 500
/** Body of the request for the codes of a sheet: each of these people gets a new one. */
export const codeSheetSchema = z.object({
	people: z.array(z.string().check(z.maxLength(80))).check(z.minLength(1), z.maxLength(mostOnSheet)),
})
