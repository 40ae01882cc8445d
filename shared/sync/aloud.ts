import * as z from 'zod/mini'

/*
 * How audio of a form's questions reaches a phone: beside the bundles, and only when somebody asks for a language. The phone signs the address
 * with the key that its PIN opens (`readingToSign`), and what is answered is sealed to it: whoever repeats the request reads nothing.
 */

export const audioHeaders = {
	device: 'zila-device',
	sentAt: 'zila-sent-at',
	nonce: 'zila-nonce',
	signature: 'zila-signature',
	/** Of a reply: the type of what is sealed. */
	type: 'zila-type',
} as const

export const audioPaths = {
	languages: (form: string) => `/aloud/forms/${encodeURIComponent(form)}`,
	sounds: (form: string, language: string) =>
		`/aloud/forms/${encodeURIComponent(form)}/${encodeURIComponent(language)}`,
	sound: (hash: string) => `/aloud/sounds/${hash}`,
} as const

/** In which languages a form's newest version is read aloud: of how many texts, how many are, and with how many bytes. */
export const audioLanguagesSchema = z.array(
	z.object({ language: z.string(), texts: z.int(), sounds: z.int(), size: z.int() }),
)
export type AudioLanguages = z.infer<typeof audioLanguagesSchema>

/** The sounds of a form in a language, also those of texts that only its earlier versions have. */
export const audioFilesSchema = z.array(
	z.object({
		/** `computeAudioTextKey` */
		text: z.string(),
		/** SHA-256, hexadecimal. */
		hash: z.string().check(z.regex(/^[0-9a-f]{64}$/)),
		size: z.int(),
	}),
)
export type AudioFiles = z.infer<typeof audioFilesSchema>
