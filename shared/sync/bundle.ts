import { type Bytes, joinBytes, utf8 } from '#shared/kernel/bytes'
import { digest } from '#shared/kernel/digest'
import { limits } from './protocol.ts'

/*
 * A bundle: the unit of transfer, by HTTP or in an offline file.
 *
 *   "ZILA1\n"   then frames   [type u8][length u32, big-endian][bytes]   the last of them END
 *
 * END holds the number of frames before it (u32) and the first 96 bits of the SHA-256 of everything before
 * it: this detects accidents, and is not meant against attacks. A truncated body still yields its complete
 * frames; each revision proves itself by its id.
 */
export const bundleMagic = utf8('ZILA1\n')
const endDigestBytes = 12
const endBytes = 4 + endDigestBytes

export const frameTypes = {
	header: 0x01,
	signature: 0x02,
	revision: 0x03,
	document: 0x04,
	/** Signature of the revision with the id in the frame, by the key of its enrolment. */
	revisionSignature: 0x11,
	certificate: 0x12,
	/** A revision that only the server can read (`sealed-frame.ts`). */
	sealedRevision: 0x13,
	/** A sealed request of an attachment's upload, in an offline bundle. */
	carriedPart: 0x14,
	/** A sealed certificate, in an offline bundle: it says who wrote the content. */
	sealedCertificate: 0x15,
	/** A revision from which the server erased values. */
	redactedRevision: 0x16,
	/** A response, sealed to the phone's access key (`sealed-reply.ts`). */
	sealedReply: 0x17,
	end: 0xff,
} as const

export interface Frame {
	readonly type: number
	readonly bytes: Uint8Array
}

export interface BundleRead {
	readonly frames: readonly Frame[]
	/** True if END is present and correct. */
	readonly isComplete: boolean
}

export function writeBundle(frames: readonly Frame[]): Bytes {
	const parts: Uint8Array[] = [bundleMagic]
	for (const { type, bytes } of frames) parts.push(frameHead(type, bytes.length), bytes)
	const before = joinBytes(parts)
	const end = new Uint8Array(endBytes)
	new DataView(end.buffer).setUint32(0, frames.length)
	end.set(digest(before).subarray(0, endDigestBytes), 4)
	return joinBytes([before, frameHead(frameTypes.end, end.length), end])
}

/**
 * Parses a bundle. Null if the body is not one (a captive portal's page, another program's file). Frames
 * beyond `limits.frames` are not read: no client sends as many, and a body of empty frames would cost a
 * hundred times its size.
 */
export function readBundle(body: Uint8Array): BundleRead | null {
	if (bundleMagic.some((byte, i) => body[i] !== byte)) return null
	const view = new DataView(body.buffer, body.byteOffset, body.byteLength)
	const frames: Frame[] = []
	let at = bundleMagic.length
	while (at + 5 <= body.length) {
		const type = view.getUint8(at)
		const length = view.getUint32(at + 1)
		if (at + 5 + length > body.length) break
		const bytes = body.subarray(at + 5, at + 5 + length)
		if (type === frameTypes.end)
			return { frames, isComplete: isEnd(bytes, frames.length, body.subarray(0, at)) }
		if (frames.length === limits.frames) break
		frames.push({ type, bytes })
		at += 5 + length
	}
	return { frames, isComplete: false }
}

/** Returns the end of the bundle at the beginning of `bytes`, after END. Null if it was truncated before. */
export function endOfBundle(bytes: Uint8Array): number | null {
	const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
	for (let at = bundleMagic.length; at + 5 <= bytes.length; ) {
		const next = at + 5 + view.getUint32(at + 1)
		if (view.getUint8(at) === frameTypes.end) return next <= bytes.length ? next : null
		at = next
	}
	return null
}

function frameHead(type: number, length: number): Uint8Array {
	const head = new Uint8Array(5)
	const view = new DataView(head.buffer)
	view.setUint8(0, type)
	view.setUint32(1, length)
	return head
}

function isEnd(bytes: Uint8Array, count: number, before: Uint8Array): boolean {
	if (bytes.length !== endBytes) return false
	if (new DataView(bytes.buffer, bytes.byteOffset).getUint32(0) !== count) return false
	const digestBefore = digest(before)
	return bytes.subarray(4).every((byte, i) => byte === digestBefore[i])
}
