import { hash } from 'node:crypto'

/**
 * What `shortDigest` of `shared/kernel/digest.ts` gives, by the machine's own SHA-256: for an interview 4 µs instead of 38,
 * and a server makes one of each that comes. `own-digest.test.ts` holds the two together.
 */
export const shortDigest = (content: Uint8Array | string): string =>
	hash('sha256', content, 'buffer').toString('base64url', 0, 24)
