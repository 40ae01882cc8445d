import { type Bytes, fromUtf8, joinBytes } from '#shared/kernel/bytes'

/** Length of an ECDSA P-256 signature, r‖s. */
const signatureBytes = 64

/** Encodes a certificate for transfer: the signature, then the content. */
export const writeCertificate = (signature: Uint8Array, content: Uint8Array): Bytes =>
	joinBytes([signature, content])

export const openCertificate = (bytes: Uint8Array): { signature: Uint8Array; content: Uint8Array } => ({
	signature: bytes.subarray(0, signatureBytes),
	content: bytes.subarray(signatureBytes),
})

/**
 * Returns the id of the certified enrolment. Null if the bytes are no certificate. A phone only passes
 * certificates on and needs no more of them.
 */
export function certifiedDevice(bytes: Uint8Array): string | null {
	try {
		const { device } = JSON.parse(fromUtf8(openCertificate(bytes).content)) as { device?: unknown }
		return typeof device === 'string' ? device : null
	} catch {
		return null
	}
}
