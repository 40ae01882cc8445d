import { hmac } from '@noble/hashes/hmac.js'
import { sha256 } from '@noble/hashes/sha2.js'
import { type Bytes, toBase64url, utf8 } from './bytes.ts'

/**
 * SHA-256, synchronous and the same on phone and server. WebCrypto's digest is asynchronous, which would make
 * every pure rule that names a hash (revision ids, conflict ids, the chain) asynchronous too.
 */
export const digest = (bytes: Uint8Array): Bytes => sha256(bytes) as Bytes

/** The first 192 bits of SHA-256 as 32 letters: the id of a revision, a document, a conflict. */
export const shortDigest = (content: Uint8Array | string): string =>
	toBase64url(digest(typeof content === 'string' ? utf8(content) : content).subarray(0, 24))

/** HMAC with SHA-256. */
export const keyedDigest = (key: Uint8Array, bytes: Uint8Array): Bytes => hmac(sha256, key, bytes) as Bytes
