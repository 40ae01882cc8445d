import * as z from 'zod/mini'
import { type Bytes, utf8 } from '#shared/kernel/bytes'
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
	/** r‖s over `confirmationToSign`, base64url. */
	signature: z.string().check(z.maxLength(100), z.regex(/^[\w-]+$/)),
})
export type ConfirmDevice = z.infer<typeof confirmDeviceSchema>

/** The bytes that the key of an enrolment signs: said again they change nothing. */
export const confirmationToSign = ({ device, id, decision }: Omit<ConfirmDevice, 'signature'>): Bytes =>
	utf8(`ZILA new device\n${device}\n${id}\n${decision}`)
