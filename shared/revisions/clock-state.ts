import * as z from 'zod/mini'

/** The server's clock went ahead by days, and values whose time is over by it wait until an administrator confirms the time. */
export const clockStateSchema = z.object({
	/** The last time that the server knew to be right. ISO, UTC */
	trusted: z.iso.datetime(),
	/** What its clock shows now. */
	now: z.iso.datetime(),
})
export type ClockState = z.infer<typeof clockStateSchema>

/** Null where nothing waits. */
export const clockReplySchema = z.object({ waiting: z.nullable(clockStateSchema) })

/** `seen`: the time of the server that the administrator was shown. */
export const clockConfirmedSchema = z.object({ seen: z.iso.datetime() })
