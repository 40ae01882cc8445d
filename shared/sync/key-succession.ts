import * as z from 'zod/mini'
import { type Bytes, toBase64url, utf8 } from '#shared/kernel/bytes'
import { digest } from '#shared/kernel/digest'

/*
 * How phones follow when a server changes its signing key or its sealing key: the old signing key signs its
 * successor, and the current signing key signs the sealing key. A phone accepts neither otherwise.
 */

/** Replacement of the server's signing key. Keys as SPKI, base64url; signature r‖s, base64url. */
export const keySuccessionSchema = z.object({
	from: z.string().check(z.maxLength(200)),
	to: z.string().check(z.maxLength(200)),
	signature: z.string().check(z.maxLength(100)),
})
export type KeySuccession = z.infer<typeof keySuccessionSchema>

/** Returns the bytes that the old signing key signs. */
export const successionToSign = (project: string, { from, to }: Pick<KeySuccession, 'from' | 'to'>): Bytes =>
	utf8(`ZILA signing key succession\n${project}\n${from}\n${to}`)

/** Returns the bytes that the current signing key signs when a response contains the sealing key. */
export const sealingKeyToSign = (project: string, sealingKey: string): Bytes =>
	utf8(`ZILA sealing key\n${project}\n${sealingKey}`)

/**
 * Returns the id of a server's two keys, 11 letters: the first 64 bits of the SHA-256 over them, base64url.
 */
export const keysId = (sealingKey: string, serverKey: string): string =>
	toBase64url(digest(utf8(`${sealingKey}\n${serverKey}`)).slice(0, 8))
