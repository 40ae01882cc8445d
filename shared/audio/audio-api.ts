import * as z from 'zod/mini'
import { largestSound } from './sound-type.ts'

const languageSchema = z.string().check(z.regex(/^[A-Za-z]{2,8}(-[A-Za-z\d]{2,8}){0,3}$/))
const textKeySchema = z.string().check(z.regex(/^[\w-]{32}$/))

/** Key of a recording: a text of a form, in a language. */
export const audioKeySchema = z.object({ language: languageSchema, text: textKeySchema })
export type AudioKey = z.infer<typeof audioKeySchema>

/** SHA-256 of a sound, hexadecimal. */
const hashSchema = z.string().check(z.regex(/^[0-9a-f]{64}$/))

/** A text, and the recording that a person listened to and confirmed for it. */
export const confirmAudioRequestSchema = z.object({ ...audioKeySchema.shape, hash: hashSchema })

/** A recording for a text of the current form. */
export const uploadAudioRequestSchema = z.object({
	...audioKeySchema.shape,
	/** base64; four letters are three bytes. */
	sound: z
		.string()
		.check(z.maxLength(4 * Math.ceil((largestSound + 100_000) / 3)), z.regex(/^[A-Za-z\d+/]+={0,2}$/)),
})

/** A recording as the desk lists it, even if its text was changed or removed. */
export const audioListItemSchema = z.object({
	...audioKeySchema.shape,
	/** Place of the text when it was recorded. */
	place: z.string(),
	hash: hashSchema,
	size: z.int(),
	/** Name of the user who recorded it, or confirmed that it is still right. */
	by: z.nullable(z.string()),
	/** ISO time. */
	at: z.string(),
})
export type AudioListItem = z.infer<typeof audioListItemSchema>
