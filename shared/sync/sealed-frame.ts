import { type Bytes, fromBase64url, joinBytes, toBase64url } from '#shared/kernel/bytes'
import { pointBytes, sealingKeyIdBytes, tagBytes } from './sealing.ts'

/** A revision that only the holder of the project's key can read. */
export interface SealedRevision {
	readonly id: string
	/** Which key of the project it is sealed to. */
	readonly keyId: Uint8Array
	/** The sender's point of the moment. */
	readonly enc: Uint8Array
	/** The deflated revision, sealed, with AES-GCM's tag behind it. */
	readonly box: Uint8Array
}

const idBytes = 24
const headBytes = idBytes + sealingKeyIdBytes + pointBytes
/** What a frame has beside what is in it. */
export const sealOverheadBytes = headBytes + tagBytes

/** What travels behind the id: the key's id (8 bytes), the point (65), then the box. */
export const encodeSealedFrame = ({ keyId, enc, box }: Omit<SealedRevision, 'id'>): Bytes =>
	joinBytes([keyId, enc, box])

/** What stands in a frame; null where it is too short to hold anything. */
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

/** The id is bound in: a box under another id does not open. */
export const boundTo = (id: string): Bytes => fromBase64url(id)
