import { createHmac, hash } from 'node:crypto'
import type { Bytes } from '#shared/kernel/bytes'

/*
 * What `#shared/kernel/digest` is wherever Node runs (`imports` in package.json): the machine's own SHA-256, for an interview 4 µs
 * instead of 38. `own-digest.test.ts` holds it together with what phones make.
 */

const bytesOf = (content: Uint8Array | string): Buffer => hash('sha256', content, 'buffer')

export const digest = (bytes: Uint8Array): Bytes => new Uint8Array(bytesOf(bytes))

export const shortDigest = (content: Uint8Array | string): string =>
	bytesOf(content).toString('base64url', 0, 24)

export const keyedDigest = (key: Uint8Array, bytes: Uint8Array): Bytes =>
	new Uint8Array(createHmac('sha256', key).update(bytes).digest())
