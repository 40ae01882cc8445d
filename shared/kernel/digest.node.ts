import { createHmac, hash } from 'node:crypto'
import type { Bytes } from './bytes.ts'

/*
 * `#shared/kernel/digest` under Node (`imports` in package.json): SHA-256 of the operating system's library,
 * 4 µs for an interview instead of 38 µs in JavaScript. `digest.node.test.ts` compares it with `digest.ts`,
 * which browsers use.
 */

const bytesOf = (content: Uint8Array | string): Buffer => hash('sha256', content, 'buffer')

export const digest = (bytes: Uint8Array): Bytes => new Uint8Array(bytesOf(bytes))

export const shortDigest = (content: Uint8Array | string): string =>
	bytesOf(content).toString('base64url', 0, 24)

export const keyedDigest = (key: Uint8Array, bytes: Uint8Array): Bytes =>
	new Uint8Array(createHmac('sha256', key).update(bytes).digest())
