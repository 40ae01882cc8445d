import * as z from 'zod/mini'
import { idSchema } from '#shared/revisions/revision'

const placeSchema = z.object({
	/** e.g. PK607-03 */
	cluster: z.string(),
	household: z.int(),
	line: z.nullable(z.int()),
	sex: z.nullable(z.enum(['male', 'female'])),
})

/** Body of a `back-checks` document, ref = `backChecksRef`: the interviews that lie with one person to be checked. A later one replaces it. */
export const backChecksDocumentSchema = z.object({ round: z.string(), checks: z.array(placeSchema) })
export type BackChecksDocument = z.infer<typeof backChecksDocumentSchema>
export type BackCheckTarget = z.infer<typeof placeSchema>

export const backChecksRef = (round: string, person: string): string => `back-checks:${round}:${person}`

/** What a back-check's own form begins with. */
export const buildBackCheckPresets = ({ cluster, household, line }: BackCheckTarget) => ({
	district: cluster.slice(0, cluster.indexOf('-')),
	cluster,
	household: String(household),
	...(line === null ? {} : { line: String(line) }),
})

const personSchema = z.object({ id: z.string(), name: z.string(), code: z.string() })
const rateSchema = z.object({ of: z.int(), differing: z.int(), isTooHigh: z.boolean() })

/** to-give: lies with nobody · given: somebody is to go there · not-reached: somebody was there in vain · checked */
export const backCheckStates = ['to-give', 'given', 'not-reached', 'checked'] as const

export const backCheckListItemSchema = z.object({
	/** The interview. */
	record: z.string(),
	person: personSchema,
	...placeSchema.shape,
	/** On which it was made, in the campaign's time. */
	day: z.string(),
	state: z.enum(backCheckStates),
	/** With whom the check lies, or who made it. */
	checker: z.nullable(personSchema),
	/** Whoever was interviewed checked their own work. */
	isOwn: z.boolean(),
	/** The person says that nobody interviewed them. */
	saysNobodyCame: z.boolean(),
	differences: z.array(
		z.object({ question: z.string(), type: z.int(), before: z.string(), now: z.string() }),
	),
})
export type BackCheckListItem = z.infer<typeof backCheckListItemSchema>

export const backCheckListResponseSchema = z.object({
	/** Completed interviews of the district. */
	interviews: z.int(),
	checks: z.array(backCheckListItemSchema),
	/** Those who are checked. */
	interviewers: z.array(
		z.object({
			person: personSchema,
			interviews: z.int(),
			drawn: z.int(),
			checked: z.int(),
			typeOne: rateSchema,
			typeTwo: rateSchema,
		}),
	),
	/** To whom a check can be given. */
	people: z.array(personSchema),
})
export type BackCheckListResponse = z.infer<typeof backCheckListResponseSchema>

/** Whom the check of an interview is given to; null: nobody. */
export const assignBackCheckRequestSchema = z.object({ person: z.nullable(idSchema) })
