import { utf8 } from '#shared/kernel/bytes'
import { digest } from '#shared/kernel/digest'

const groups = 6

/**
 * Returns the fingerprint of a public key for comparison by telephone: six groups of five digits, from about
 * 100 bits of its SHA-256.
 */
export function keyFingerprint(publicKey: string): string {
	const hash = digest(utf8(`ZILA fingerprint\n${publicKey}`))
	const view = new DataView(hash.buffer, hash.byteOffset, hash.byteLength)
	return Array.from({ length: groups }, (_, i) =>
		String(view.getUint32(i * 4) % 100_000).padStart(5, '0'),
	).join(' ')
}
