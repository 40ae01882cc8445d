import * as z from 'zod/mini'

/** A request for a sign-in code of a safeguarding lead: another lead has to approve it. */
export const leadApprovalSchema = z.object({
	id: z.string(),
	/** The person who would sign in with it. */
	person: z.object({ name: z.string(), code: z.string() }),
	/** True if they have an account already, and would get a new password. */
	hasAccount: z.boolean(),
	/** ISO time. */
	requestedAt: z.string(),
	/** Name of the person who requested it. */
	by: z.string(),
})
export type LeadApproval = z.infer<typeof leadApprovalSchema>

export const leadDecisionSchema = z.object({ decision: z.enum(['approve', 'reject']) })
