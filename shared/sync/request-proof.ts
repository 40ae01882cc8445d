import { type Bytes, joinBytes, toBase64url, utf8 } from '#shared/kernel/bytes'
import { digest } from '#shared/kernel/digest'
import type { Frame } from './bundle.ts'

/*
 * Protection against replay of a captured request: the signature over its header covers every frame
 * (`digest`) and the server time (`sentAt`), a server accepts each nonce of a phone once, and its response is
 * sealed (`sealed-reply.ts`).
 */

/**
 * Maximum age, or distance in the future, of a signed request: beyond it is refused, and the phone corrects
 * its clock and signs again.
 */
export const requestWindowMs = 15 * 60_000

/**
 * Returns the first 192 bits of the SHA-256 of all frames after the signature, each with its type and length.
 */
export function framesDigest(frames: readonly Frame[]): string {
	const parts = frames.flatMap(({ type, bytes }) => {
		const head = new Uint8Array(5)
		const view = new DataView(head.buffer)
		view.setUint8(0, type)
		view.setUint32(1, bytes.length)
		return [head, bytes]
	})
	return toBase64url(digest(joinBytes(parts)).slice(0, 24))
}

/** True if a header's digest matches the frames; without a digest there must be none. */
export const isDigestOf = (digest: string | undefined, frames: readonly Frame[]): boolean =>
	digest === undefined ? frames.length === 0 : digest === framesDigest(frames)

/** The two public keys of an enrolment whose private keys only the PIN opens. */
export interface AccessPublicKeys {
	/** Signs requests that read: ECDSA P-256, SPKI, base64url. */
	readonly sign: string
	/** Responses are sealed to it: a point of P-256, base64url. */
	readonly seal: string
}

/** Returns the bytes that the new signing key signs, to prove that the phone has it. */
export const accessKeysToSign = (device: string, { sign, seal }: AccessPublicKeys): Bytes =>
	utf8(`ZILA access keys\n${device}\n${sign}\n${seal}`)

/**
 * Returns the bytes that the access key signs for requests outside of bundles: device, address, time and
 * nonce.
 */
export const readingToSign = ({
	device,
	address,
	sentAt,
	nonce,
}: {
	readonly device: string
	readonly address: string
	readonly sentAt: number
	readonly nonce: string
}): Bytes => utf8(`ZILA read\n${device}\n${address}\n${sentAt}\n${nonce}`)
