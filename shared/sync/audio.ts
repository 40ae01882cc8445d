import * as z from 'zod/mini'

/*
 * Audio of a form's questions is downloaded separately from the bundles, and only when an enumerator requests
 * a language. The phone signs the address with the key that its PIN opens (`readingToSign`), and the response
 * is sealed to the phone: a replayed request discloses nothing.
 */

export const audioHeaders = {
	device: 'zila-device',
	sentAt: 'zila-sent-at',
	nonce: 'zila-nonce',
	signature: 'zila-signature',
	/** In a response: the media type of the sealed content. */
	type: 'zila-type',
} as const

export const audioPaths = {
	languages: (form: string) => `/aloud/forms/${encodeURIComponent(form)}`,
	sounds: (form: string, language: string) =>
		`/aloud/forms/${encodeURIComponent(form)}/${encodeURIComponent(language)}`,
	sound: (hash: string) => `/aloud/sounds/${hash}`,
} as const

/** Languages with audio for a form's newest version: number of texts, number of recorded ones, and bytes. */
export const audioLanguagesSchema = z.array(
	z.object({ language: z.string(), texts: z.int(), sounds: z.int(), size: z.int() }),
)
export type AudioLanguages = z.infer<typeof audioLanguagesSchema>

/** Recordings of a form in a language, including those of texts in earlier versions only. */
export const audioFilesSchema = z.array(
	z.object({
		/** Key of the text, by `computeAudioTextKey`. */
		text: z.string(),
		/** SHA-256, hexadecimal. */
		hash: z.string().check(z.regex(/^[0-9a-f]{64}$/)),
		size: z.int(),
	}),
)
export type AudioFiles = z.infer<typeof audioFilesSchema>
