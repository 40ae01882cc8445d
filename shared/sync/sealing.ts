import { type Bytes, fromBase64url, joinBytes, utf8 } from '#shared/kernel/bytes'
import { digest, keyedDigest } from '#shared/kernel/digest'

/*
 * Sealing of a revision to the project's key: HPKE (RFC 9180), base mode, one message per key: DHKEM(P-256,
 * HKDF-SHA256), HKDF-SHA256, AES-256-GCM. This file has the calculations that both sides share; the curve and
 * AES come from the platform, WebCrypto on the phone and OpenSSL at the server. `docs/decisions/027` explains
 * why it is no library.
 */

/** Length of a key's id: the first eight bytes of the SHA-256 of its point. */
export const sealingKeyIdBytes = 8
export const sealingKeyId = (publicKey: Uint8Array): Bytes => digest(publicKey).slice(0, sealingKeyIdBytes)

/** A point of P-256, uncompressed. */
export const pointBytes = 65
export const tagBytes = 16

/** Parses the project's public key. Null if the text is not one. */
export function readSealingKey(text: string): Bytes | null {
	try {
		const point = fromBase64url(text)
		return point.length === pointBytes && point[0] === 4 ? point : null
	} catch {
		return null
	}
}

/** HPKE info: used for nothing else that is sealed to this key. */
export const sealingInfo = utf8('ZILA sealed revision')

const [kem, kdf, aead] = [0x0010, 0x0001, 0x0002]
const kemSuite = joinBytes([utf8('KEM'), twoBytes(kem)])
const suite = joinBytes([utf8('HPKE'), twoBytes(kem), twoBytes(kdf), twoBytes(aead)])
const version = utf8('HPKE-v1')
const none = new Uint8Array(0)
const nonceBytes = 12
const keyBytes = 32

function twoBytes(value: number): Bytes {
	return new Uint8Array([value >> 8, value & 0xff])
}
/** Returns `LabeledExtract` and `LabeledExpand` of the RFC for one of its two suites. */
const derivationFor = (part: Uint8Array) => ({
	extract: (salt: Uint8Array, label: string, secret: Uint8Array): Uint8Array =>
		keyedDigest(salt, joinBytes([version, part, utf8(label), secret])),
	/** At most 32 bytes: one block of HKDF. */
	expand(secret: Uint8Array, label: string, about: Uint8Array, length: number): Bytes {
		const info = joinBytes([twoBytes(length), version, part, utf8(label), about, new Uint8Array([1])])
		return keyedDigest(secret, info).slice(0, length)
	},
})
const ofKem = derivationFor(kemSuite)
const ofSuite = derivationFor(suite)
/** Key schedule context: mode 0, no pre-shared key, and the info. */
const contextOf = (info: Uint8Array): Bytes =>
	joinBytes([
		new Uint8Array([0]),
		ofSuite.extract(none, 'psk_id_hash', none),
		ofSuite.extract(none, 'info_hash', info),
	])
const forRevisions = contextOf(sealingInfo)

/** One exchange: the sender's ephemeral point, the project's point, and the shared secret of both keys. */
export interface Agreed {
	readonly enc: Uint8Array
	readonly recipient: Uint8Array
	/** x of the shared point, 32 bytes. */
	readonly common: Uint8Array
}

/** Derives key and nonce of the first message of an exchange; `info` must be the same on both sides. */
export function messageKey(
	{ enc, recipient, common }: Agreed,
	info = sealingInfo,
): { key: Bytes; nonce: Bytes } {
	const context = info === sealingInfo ? forRevisions : contextOf(info)
	const points = joinBytes([enc, recipient])
	const shared = ofKem.expand(ofKem.extract(none, 'eae_prk', common), 'shared_secret', points, keyBytes)
	const secret = ofSuite.extract(shared, 'secret', none)
	return {
		key: ofSuite.expand(secret, 'key', context, keyBytes),
		nonce: ofSuite.expand(secret, 'base_nonce', context, nonceBytes),
	}
}
