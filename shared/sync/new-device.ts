import * as z from 'zod/mini'
import { idSchema } from '#shared/revisions/revision'

/**
 * State of an enrolment code for a further device:
 * - `waiting`: the code is not valid before one of the person's devices confirms it
 * - `made`: an administrator made it, and it is valid
 * - `enrolled`: a device was enrolled with it
 * - `ended`: it is no longer valid
 */
export const newDeviceStates = ['waiting', 'made', 'enrolled', 'ended'] as const

/**
 * Body of a `new-device` document, ref = `id`: an enrolment code was made for a further device of this
 * person. All existing devices of the person receive it.
 */
export const newDeviceDocumentSchema = z.object({
	id: idSchema,
	state: z.enum(newDeviceStates),
	/** Name of the person who made the code; '' if the server did. */
	by: z.string(),
	/** Time of this state. ISO, UTC */
	at: z.string(),
	/** End of the code's validity; null without an end. */
	expires: z.nullable(z.string()),
	/** The enrolment that was made with it, and the label of the device. */
	device: z.optional(idSchema),
	label: z.optional(z.string()),
})
export type NewDeviceDocument = z.infer<typeof newDeviceDocumentSchema>

/** Response of a device of the person to the document. */
export const confirmDeviceSchema = z.object({
	/** Id of the enrolment that responds. */
	device: idSchema,
	/** Id of the document. */
	id: idSchema,
	decision: z.enum(['confirm', 'refuse']),
	/** Server time, ms since 1970. */
	sentAt: z.int(),
	nonce: idSchema,
	/** By the key that the device's PIN opens: r‖s over `readingToSign` of `confirmationAddress`, base64url. */
	signature: z.string().check(z.maxLength(100), z.regex(/^[\w-]+$/)),
})
export type ConfirmDevice = z.infer<typeof confirmDeviceSchema>

/** Returns the address to sign: it contains the decision. */
export const confirmationAddress = ({ id, decision }: Pick<ConfirmDevice, 'id' | 'decision'>): string =>
	`/api/enrolments/confirmations ${id} ${decision}`
