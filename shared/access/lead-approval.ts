import * as z from 'zod/mini'

/** Somebody asks for a code by which a safeguarding lead signs in: another lead approves it. */
export const leadApprovalSchema = z.object({
	id: z.string(),
	/** Who would sign in with it. */
	person: z.object({ name: z.string(), code: z.string() }),
	/** They have an account already, and would get another password. */
	hasAccount: z.boolean(),
	/** ISO time. */
	asked: z.string(),
	/** Name of who asks. */
	by: z.string(),
})
export type LeadApproval = z.infer<typeof leadApprovalSchema>

export const leadDecisionSchema = z.object({ decision: z.enum(['approve', 'reject']) })
