import { type Bytes, fromBase64url, joinBytes, utf8 } from '#shared/kernel/bytes'
import { digest, keyedDigest } from '#shared/kernel/digest'

/*
 * How a revision is sealed to the project's key: HPKE (RFC 9180), base mode, one message a key: DHKEM(P-256, HKDF-SHA256),
 * HKDF-SHA256, AES-256-GCM. Here is what both sides calculate; the curve and AES each has from its own platform,
 * WebCrypto on the phone and OpenSSL at the server. `docs/decisions/027` says why no library does it.
 */

/** SHA-256 of the key's point: eight bytes tell which key it is. */
export const sealingKeyIdBytes = 8
export const sealingKeyId = (publicKey: Uint8Array): Bytes => digest(publicKey).slice(0, sealingKeyIdBytes)

/** A point of P-256, uncompressed. */
export const pointBytes = 65
export const tagBytes = 16

/** The project's public key as it travels; null for what is none. */
export function readSealingKey(text: string): Bytes | null {
	try {
		const point = fromBase64url(text)
		return point.length === pointBytes && point[0] === 4 ? point : null
	} catch {
		return null
	}
}

/** Nothing else that is sealed to this key is sealed under these words. */
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
/** `LabeledExtract` and `LabeledExpand` of the RFC, of one of its two parts. */
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
/** Mode 0, no shared secret of before, and what is sealed under this key. */
const contextOf = (info: Uint8Array): Bytes =>
	joinBytes([
		new Uint8Array([0]),
		ofSuite.extract(none, 'psk_id_hash', none),
		ofSuite.extract(none, 'info_hash', info),
	])
const forRevisions = contextOf(sealingInfo)

/** One exchange: the sender's point of the moment, the project's point, and what both keys have in common. */
export interface Agreed {
	readonly enc: Uint8Array
	readonly recipient: Uint8Array
	/** x of the common point, 32 bytes. */
	readonly common: Uint8Array
}

/** Key and nonce of the first message of an exchange; `info` says what is sealed: the same words on both sides. */
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
