import * as z from 'zod/mini'

/**
 * State after the server's clock jumped ahead by days: no value is erased for its retention until an
 * administrator confirms the time.
 */
export const clockStateSchema = z.object({
	/** Last time that the server knew to be correct. ISO, UTC */
	trusted: z.iso.datetime(),
	/** Current time of the server's clock. */
	now: z.iso.datetime(),
})
export type ClockState = z.infer<typeof clockStateSchema>

/** `waiting` is null if no confirmation is needed. */
export const clockReplySchema = z.object({ waiting: z.nullable(clockStateSchema) })

/** `seen`: the server time that the administrator saw. */
export const clockConfirmedSchema = z.object({ seen: z.iso.datetime() })
