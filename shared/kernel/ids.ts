import { toBase64url } from './bytes.ts'

/** Source of random bytes: WebCrypto at the edge, a seeded one in tests. */
export type RandomBytes = (length: number) => Uint8Array

/** 128 random bits as 22 letters: records, repeat rows, people, phones. */
export const randomId = (randomBytes: RandomBytes): string => toBase64url(randomBytes(16))

/** Crockford's base 32: no I, L, O, U, so that a code survives being read over a bad line. */
export const codeLetters = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

/** Returns a code that a person types once: 16 letters, 80 bits, shown as `XXXX-XXXX-XXXX-XXXX`. */
export function randomCode(randomBytes: RandomBytes): string {
	const letters = Array.from(randomBytes(16), (byte) => codeLetters[byte & 31]).join('')
	return letters.replace(/.{4}(?=.)/g, '$&-')
}

/** Normalises a typed code: case, spaces and dashes do not matter, O is 0, I and L are 1. */
export const normaliseCode = (typed: string): string =>
	typed
		.toUpperCase()
		.replace(/[\s\p{Pd}]/gu, '')
		.replace(/O/g, '0')
		.replace(/[IL]/g, '1')
