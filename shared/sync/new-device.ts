import * as z from 'zod/mini'
import { idSchema } from '#shared/revisions/revision'

/**
 * `waiting`: nobody sets a device up with the code before one of the person's devices confirms it · `made`: an administrator made it, and it
 * works · `enrolled`: a device was set up with it · `ended`: it works no more
 */
export const newDeviceStates = ['waiting', 'made', 'enrolled', 'ended'] as const

/**
 * Body of a `new-device` document, ref = `id`: somebody made a code by which another device works in this person's name. The devices that
 * the person has are told.
 */
export const newDeviceDocumentSchema = z.object({
	id: idSchema,
	state: z.enum(newDeviceStates),
	/** Name of who made the code; '' where the server did. */
	by: z.string(),
	/** ISO, UTC: of this state. */
	at: z.string(),
	/** Until when the code works; null without an end. */
	expires: z.nullable(z.string()),
	/** The enrolment that was made with it, and what the device calls itself. */
	device: z.optional(idSchema),
	label: z.optional(z.string()),
})
export type NewDeviceDocument = z.infer<typeof newDeviceDocumentSchema>

/** What a device of the person says to it. */
export const confirmDeviceSchema = z.object({
	/** The enrolment that says it. */
	device: idSchema,
	/** Of the document. */
	id: idSchema,
	decision: z.enum(['confirm', 'refuse']),
	/** Server time, ms since 1970. */
	sentAt: z.int(),
	nonce: idSchema,
	/** By the key that the device's PIN opens: r‖s over `readingToSign` of `confirmationAddress`, base64url. */
	signature: z.string().check(z.maxLength(100), z.regex(/^[\w-]+$/)),
})
export type ConfirmDevice = z.infer<typeof confirmDeviceSchema>

/** What is asked, in one line: the decision is part of the address that is signed. */
export const confirmationAddress = ({ id, decision }: Pick<ConfirmDevice, 'id' | 'decision'>): string =>
	`/api/enrolments/confirmations ${id} ${decision}`
