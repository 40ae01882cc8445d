import * as z from 'zod/mini'
import { idSchema } from '#shared/revisions/revision'

const placeSchema = z.object({
	/** e.g. PK607-03 */
	cluster: z.string(),
	household: z.int(),
	line: z.nullable(z.int()),
	sex: z.nullable(z.enum(['male', 'female'])),
})

/**
 * Body of a `back-checks` document, ref = `backChecksRef`: the interviews that one person has to check. A
 * later one replaces it.
 */
export const backChecksDocumentSchema = z.object({ round: z.string(), checks: z.array(placeSchema) })
export type BackChecksDocument = z.infer<typeof backChecksDocumentSchema>
export type BackCheckTarget = z.infer<typeof placeSchema>

export const backChecksRef = (round: string, person: string): string => `back-checks:${round}:${person}`

/** Returns the presets of the form of a back-check. */
export const buildBackCheckPresets = ({ cluster, household, line }: BackCheckTarget) => ({
	district: cluster.slice(0, cluster.indexOf('-')),
	cluster,
	household: String(household),
	...(line === null ? {} : { line: String(line) }),
})

const personSchema = z.object({ id: z.string(), name: z.string(), code: z.string() })
const rateSchema = z.object({ of: z.int(), differing: z.int(), isTooHigh: z.boolean() })

/** to-give: not assigned · given: assigned · not-reached: visited in vain · checked */
export const backCheckStates = ['to-give', 'given', 'not-reached', 'checked'] as const

export const backCheckListItemSchema = z.object({
	/** Record of the interview. */
	record: z.string(),
	person: personSchema,
	...placeSchema.shape,
	/** Day of the interview, in the study's time. */
	day: z.string(),
	state: z.enum(backCheckStates),
	/** Person who has to do the check, or who did it. */
	checker: z.nullable(personSchema),
	/** True if the enumerator checked their own work. */
	isOwn: z.boolean(),
	/** True if the respondent says that nobody interviewed them. */
	saysNobodyCame: z.boolean(),
	differences: z.array(
		z.object({ question: z.string(), type: z.int(), before: z.string(), now: z.string() }),
	),
})
export type BackCheckListItem = z.infer<typeof backCheckListItemSchema>

export const backCheckListResponseSchema = z.object({
	/** Number of completed interviews of the district. */
	interviews: z.int(),
	checks: z.array(backCheckListItemSchema),
	/** Enumerators whose interviews are checked. */
	enumerators: z.array(
		z.object({
			person: personSchema,
			interviews: z.int(),
			drawn: z.int(),
			checked: z.int(),
			typeOne: rateSchema,
			typeTwo: rateSchema,
		}),
	),
	/** Users to whom a check can be assigned. */
	people: z.array(personSchema),
})
export type BackCheckListResponse = z.infer<typeof backCheckListResponseSchema>

/** Assigns the check of an interview. `person` is null to unassign it. */
export const assignBackCheckRequestSchema = z.object({ person: z.nullable(idSchema) })
