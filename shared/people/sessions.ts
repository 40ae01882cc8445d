import * as z from 'zod/mini'

/** A session of a user in one browser. */
export const sessionListItemSchema = z.object({
	id: z.string(),
	/** As `browserLabel` describes it; '' if the browser sent no user agent. */
	label: z.string(),
	/** ISO times. */
	startedAt: z.string(),
	lastSeen: z.string(),
	/** True for the session of this request. */
	isThis: z.boolean(),
})
export type SessionListItem = z.infer<typeof sessionListItemSchema>

/** Without an id: all sessions but that of this request. */
export const endSessionsSchema = z.object({ id: z.optional(z.string().check(z.maxLength(64))) })

export const changePasswordSchema = z.object({
	now: z.string().check(z.maxLength(200)),
	next: z.string().check(z.maxLength(200)),
})
