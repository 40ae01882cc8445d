import { type Bytes, fromBase64url, joinBytes, toBase64url, utf8 } from '#shared/kernel/bytes'
import { type Frame, frameTypes } from './bundle.ts'

/** Encodes a revision for transfer: its id (24 bytes), then its bytes deflated (RFC 1951). */
export const revisionFrame = (id: string, deflated: Uint8Array): Frame => ({
	type: frameTypes.revision,
	bytes: joinBytes([fromBase64url(id), deflated]),
})

/** Encodes a revision from which the server erased values: its id is no digest of the content. */
export const redactedFrame = (id: string, deflated: Uint8Array): Frame => ({
	type: frameTypes.redactedRevision,
	bytes: joinBytes([fromBase64url(id), deflated]),
})

export const openRevisionFrame = (bytes: Uint8Array): { id: string; deflated: Uint8Array } => ({
	id: toBase64url(bytes.subarray(0, 24)),
	deflated: bytes.subarray(24),
})

/** Encodes a sealed revision: its id (24 bytes), then the output of `encodeSealedFrame`. */
export const sealedRevisionFrame = (id: string, sealed: Uint8Array): Frame => ({
	type: frameTypes.sealedRevision,
	bytes: joinBytes([fromBase64url(id), sealed]),
})

/** Encodes the signature of a revision: its id (24 bytes), then r‖s (64 bytes). */
export const signatureFrame = (id: string, signature: Uint8Array): Frame => ({
	type: frameTypes.revisionSignature,
	bytes: joinBytes([fromBase64url(id), signature]),
})

export const openSignatureFrame = (bytes: Uint8Array): { id: string; signature: Uint8Array } => ({
	id: toBase64url(bytes.subarray(0, 24)),
	signature: bytes.subarray(24),
})

/** Returns the bytes of a revision that an enrolment signs. Its id is the digest of its whole content. */
export const revisionToSign = (id: string): Bytes => utf8(`ZILA revision\n${id}`)
