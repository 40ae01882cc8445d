import { type Bytes, joinBytes, toBase64url, utf8 } from '#shared/kernel/bytes'
import { digest } from '#shared/kernel/digest'
import type { Frame } from './bundle.ts'

/*
 * What makes a request of a phone worth nothing to whoever captures it: the signature over its header covers every frame (`digest`) and the
 * time at the server (`sentAt`), a server takes each nonce of a phone once, and what it answers is sealed (`sealed-reply.ts`).
 */

/** A request that was signed longer ago, or in the future by more, is refused: a phone corrects its clock and signs again. */
export const requestWindowMs = 15 * 60_000

/** The first 192 bits of the SHA-256 of all frames behind the signature, each with its type and length. */
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

/** Whether a header's digest matches the frames; without a digest there must be none. */
export const isDigestOf = (digest: string | undefined, frames: readonly Frame[]): boolean =>
	digest === undefined ? frames.length === 0 : digest === framesDigest(frames)

/** The two public keys of an enrolment whose private halves only the PIN opens. */
export interface AccessPublicKeys {
	/** Signs requests that read: ECDSA P-256, SPKI, base64url. */
	readonly sign: string
	/** Replies are sealed to it: a point of P-256, base64url. */
	readonly seal: string
}

/** What the new signing key signs, so that a server knows that the phone has it. */
export const accessKeysToSign = (device: string, { sign, seal }: AccessPublicKeys): Bytes =>
	utf8(`ZILA access keys\n${device}\n${sign}\n${seal}`)

/** What the access key signs to read beside the bundles: the method, the address, what is asked, when, and a nonce. */
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
