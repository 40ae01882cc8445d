import * as z from 'zod/mini'
import { reasonSchema } from '#shared/kernel/reason'
import { roles } from '../people/roles.ts'
import { formDefinitionSchema } from './form-definition-schema.ts'
import { weakenedFields } from './weakened-sealing.ts'

/** A version that waits for an approval, as the desk lists it. */
export const formProposalSchema = z.object({
	id: z.string(),
	form: z.string(),
	title: z.record(z.string(), z.string()),
	/** The version that it follows. */
	base: z.int(),
	/** ISO time. */
	proposed: z.string(),
	/** Name of the user who proposed it. Null if it came with the software. */
	by: z.nullable(z.string()),
	/** True if the requesting user proposed it. */
	isOwn: z.boolean(),
	weakenings: z.array(
		z.object({
			field: z.enum(weakenedFields),
			/** The question, by its template; '' for the form. */
			template: z.string(),
			before: z.string(),
			after: z.string(),
			/** A user with one of these roles has to approve it. */
			losing: z.array(z.enum(roles)),
		}),
	),
	approvals: z.array(z.object({ role: z.enum(roles), name: z.string(), at: z.string() })),
	/** The roles whose approval is still missing. */
	missing: z.array(z.enum(roles)),
	/** True if the requesting user can give one of the missing approvals. */
	isToApprove: z.boolean(),
})
export type FormProposalListed = z.infer<typeof formProposalSchema>

/** Definitions of the version before and of the proposed one. */
export const formProposalDefinitionsSchema = z.object({
	before: formDefinitionSchema,
	after: formDefinitionSchema,
})

export const formDecisionSchema = z.object({
	decision: z.enum(['approve', 'reject']),
	why: reasonSchema,
})

/** Result of an approval. `version` is the published version; null as long as an approval is missing. */
export const formDecidedSchema = z.object({ version: z.nullable(z.int()) })
