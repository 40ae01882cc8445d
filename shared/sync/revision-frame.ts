import { fromBase64url, joinBytes, toBase64url } from '#shared/kernel/bytes'
import { type Frame, frameTypes } from './bundle.ts'

/** A revision on its way: its id (24 bytes), then its bytes deflated (RFC 1951). */
export const revisionFrame = (id: string, deflated: Uint8Array): Frame => ({
	type: frameTypes.revision,
	bytes: joinBytes([fromBase64url(id), deflated]),
})

export const openRevisionFrame = (bytes: Uint8Array): { id: string; deflated: Uint8Array } => ({
	id: toBase64url(bytes.subarray(0, 24)),
	deflated: bytes.subarray(24),
})
