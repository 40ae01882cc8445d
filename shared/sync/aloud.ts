import * as z from 'zod/mini'
import { type Bytes, utf8 } from '#shared/kernel/bytes'

/*
 * How sounds that read a form's texts aloud reach a phone: beside the bundles, and only when somebody asks for a language. The phone signs
 * the address; nothing is answered that says anything of a person, and whoever repeats the request hears the same again.
 */

export const aloudHeaders = { device: 'zila-device', signature: 'zila-signature' } as const

/** What the phone signs. No header of a bundle and no upload begins so. */
export const signedAsking = (device: string, address: string): Bytes =>
	utf8(`zila aloud 1\n${device}\n${address}`)

export const aloudAddress = {
	languages: (form: string) => `/aloud/forms/${encodeURIComponent(form)}`,
	sounds: (form: string, language: string) =>
		`/aloud/forms/${encodeURIComponent(form)}/${encodeURIComponent(language)}`,
	sound: (hash: string) => `/aloud/sounds/${hash}`,
} as const

/** In which languages a form's newest version is read aloud: of how many texts, how many are, and with how many bytes. */
export const aloudLanguagesSchema = z.array(
	z.object({ language: z.string(), texts: z.int(), sounds: z.int(), size: z.int() }),
)
export type AloudLanguages = z.infer<typeof aloudLanguagesSchema>

/** The sounds of a form in a language, also those of texts that only its earlier versions have. */
export const aloudSoundsSchema = z.array(
	z.object({
		/** `spokenKey` */
		text: z.string(),
		/** SHA-256, hexadecimal. */
		hash: z.string().check(z.regex(/^[0-9a-f]{64}$/)),
		size: z.int(),
	}),
)
export type AloudSounds = z.infer<typeof aloudSoundsSchema>
