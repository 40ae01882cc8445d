import * as z from 'zod/mini'

/** One browser in which somebody is signed in at the desk. */
export const sessionListItemSchema = z.object({
	id: z.string(),
	/** As `deviceLabel` tells it; '' where the browser said nothing of itself. */
	label: z.string(),
	/** ISO times. */
	begun: z.string(),
	lastSeen: z.string(),
	/** The one that asks. */
	isThis: z.boolean(),
})
export type SessionListItem = z.infer<typeof sessionListItemSchema>

/** Without an id: all but the one that asks. */
export const endSessionsSchema = z.object({ id: z.optional(z.string().check(z.maxLength(64))) })

export const changePasswordSchema = z.object({
	now: z.string().check(z.maxLength(200)),
	next: z.string().check(z.maxLength(200)),
})
