import { type Bytes, fromBase64url, joinBytes, toBase64url } from '#shared/kernel/bytes'
import { pointBytes, sealingKeyIdBytes, tagBytes } from './sealing.ts'

/** A revision that only the holder of the project's key can read. */
export interface SealedRevision {
	readonly id: string
	/** Id of the project's key that it is sealed to. */
	readonly keyId: Uint8Array
	/** The sender's ephemeral point. */
	readonly enc: Uint8Array
	/** The deflated revision, sealed, followed by AES-GCM's tag. */
	readonly box: Uint8Array
}

const idBytes = 24
const headBytes = idBytes + sealingKeyIdBytes + pointBytes
/** Bytes of a frame in addition to its content. */
export const sealOverheadBytes = headBytes + tagBytes

/** Encodes a sealed frame without its id: the key's id (8 bytes), the point (65), then the box. */
export const encodeSealedFrame = ({ keyId, enc, box }: Omit<SealedRevision, 'id'>): Bytes =>
	joinBytes([keyId, enc, box])

/** Parses a sealed frame. Null if it is too short. */
export function parseSealedFrame(bytes: Uint8Array): SealedRevision | null {
	if (bytes.length < sealOverheadBytes) return null
	const keyAt = idBytes + sealingKeyIdBytes
	return {
		id: toBase64url(bytes.subarray(0, idBytes)),
		keyId: bytes.subarray(idBytes, keyAt),
		enc: bytes.subarray(keyAt, headBytes),
		box: bytes.subarray(headBytes),
	}
}

/** Additional data: a box under another id does not open. */
export const boundTo = (id: string): Bytes => fromBase64url(id)
