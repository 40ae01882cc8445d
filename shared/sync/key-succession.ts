import * as z from 'zod/mini'
import { type Bytes, toBase64url, utf8 } from '#shared/kernel/bytes'
import { digest } from '#shared/kernel/digest'

/*
 * How phones follow when a server changes the keys that it signs with and that phones seal to: the key before signs for the one that
 * takes its place, and the one of now signs for the key to seal to. A phone takes neither from anybody else.
 */

/** That the server signs with another key from now on. Keys as SPKI, base64url; signature r‖s, base64url. */
export const keySuccessionSchema = z.object({
	from: z.string().check(z.maxLength(200)),
	to: z.string().check(z.maxLength(200)),
	signature: z.string().check(z.maxLength(100)),
})
export type KeySuccession = z.infer<typeof keySuccessionSchema>

/** What the key before signs. */
export const successionToSign = (project: string, { from, to }: Pick<KeySuccession, 'from' | 'to'>): Bytes =>
	utf8(`ZILA signing key succession\n${project}\n${from}\n${to}`)

/** What the signing key of now signs, where a reply names the key to seal to. */
export const sealingKeyToSign = (project: string, sealingKey: string): Bytes =>
	utf8(`ZILA sealing key\n${project}\n${sealingKey}`)

/** Both keys of a server in 11 letters: the first 64 bits of the SHA-256 over them, base64url. */
export const keysId = (sealingKey: string, serverKey: string): string =>
	toBase64url(digest(utf8(`${sealingKey}\n${serverKey}`)).slice(0, 8))
