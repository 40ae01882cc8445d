import { type Bytes, fromBase64url, fromUtf8, toBase64url, utf8 } from '#shared/kernel/bytes'
import { Problem } from '#shared/kernel/problem'
import type { Sealed } from './database.ts'
import { derivePinKey } from './derive-pin-key.ts'

/*
 * The only file that touches crypto.subtle. A key leaves it only to be put into another box: it hands out what seals, opens and
 * signs.
 */

/** Seals and opens what one person keeps on this phone. `place` is bound in: a box moved elsewhere does not open. */
export interface Vault {
	seal(place: string, value: unknown): Promise<Sealed>
	/** @throws DOMException if the box was changed, moved, or sealed by another key */
	open(place: string, sealed: Sealed): Promise<unknown>
	sealBytes(place: string, bytes: Bytes): Promise<Sealed>
	openBytes(place: string, sealed: Sealed): Promise<Bytes>
	/** From now on it opens what lies under that key too, and seals to it what is for both. */
	takeSecond(raw: Bytes): Promise<void>
}

export const randomBytes = (length: number): Bytes => crypto.getRandomValues(new Uint8Array(length))

/** What stands under words like these is sealed to the second key, where there is one: forms and lists (`second-pin.ts`). */
const isForBoth = (place: string): boolean => place.startsWith('document ')

function vaultOf(key: CryptoKey, known?: CryptoKey): Vault {
	let second = known
	const sealBytes = async (place: string, bytes: Bytes): Promise<Sealed> => {
		const iv = randomBytes(12)
		const under = second && isForBoth(place) ? second : key
		const box = await crypto.subtle.encrypt(
			{ name: 'AES-GCM', iv, additionalData: utf8(place) },
			under,
			bytes,
		)
		return { iv, box }
	}
	const openUnder = async (under: CryptoKey, place: string, { iv, box }: Sealed): Promise<Bytes> =>
		new Uint8Array(
			await crypto.subtle.decrypt({ name: 'AES-GCM', iv, additionalData: utf8(place) }, under, box),
		)
	const openBytes = (place: string, sealed: Sealed): Promise<Bytes> =>
		openUnder(key, place, sealed).catch((thrown: unknown) => {
			if (!second) throw thrown
			return openUnder(second, place, sealed)
		})
	return {
		sealBytes,
		openBytes,
		async takeSecond(raw) {
			second = await importKey(raw)
		},
		seal: (place, value) => sealBytes(place, utf8(JSON.stringify(value))),
		open: async (place, sealed) => JSON.parse(fromUtf8(await openBytes(place, sealed))) as unknown,
	}
}

/** What an enrolment keeps of its key: only the PIN opens it. */
export interface LockedKey {
	readonly salt: Bytes
	readonly wrappedKey: Sealed
	readonly second?: { readonly key: Sealed; readonly inner: Sealed }
}

const aes = { name: 'AES-GCM', length: 256 } as const

/** A new vault under a new PIN. */
export const makeVault = (pin: string): Promise<LockedKey & { vault: Vault }> => lockKey(randomBytes(32), pin)

/** Puts the key of a vault under a PIN. */
export async function lockKey(
	raw: Bytes,
	pin: string,
	salt: Bytes = randomBytes(16),
): Promise<LockedKey & { vault: Vault }> {
	const wrapping = await wrappingKey(pin, salt)
	// extractable only for the moment in which it is wrapped
	const key = await crypto.subtle.importKey('raw', raw, aes, true, ['encrypt', 'decrypt'])
	const iv = randomBytes(12)
	const box = await crypto.subtle.wrapKey('raw', key, wrapping, { name: 'AES-GCM', iv })
	const wrappedKey = { iv, box }
	return { salt, wrappedKey, vault: vaultOf(await unwrap(wrappedKey, wrapping)) }
}

/** The key of a vault itself, to put it under another PIN or into another box. @throws Problem `pin-wrong` */
export async function takeOutKey(pin: string, { salt, wrappedKey }: LockedKey): Promise<Bytes> {
	const wrapping = await wrappingKey(pin, salt)
	try {
		const key = await unwrap(wrappedKey, wrapping, true)
		return new Uint8Array(await crypto.subtle.exportKey('raw', key))
	} catch (thrown) {
		throw new Problem('pin-wrong', {}, thrown)
	}
}

/**
 * The second PIN is tried first, with the same derivation, so that neither takes longer; whoever makes it the same as the first by
 * guessing in the empty app stays in the empty app.
 *
 * @throws Problem `pin-wrong`
 */
export async function openVault(
	pin: string,
	{ salt, wrappedKey, second }: LockedKey,
): Promise<{ vault: Vault; isApart: boolean }> {
	const wrapping = await wrappingKey(pin, salt)
	const apart = second && (await unwrap(second.key, wrapping).catch(() => null))
	if (apart) return { vault: vaultOf(apart), isApart: true }
	try {
		const key = await unwrap(wrappedKey, wrapping)
		return { vault: vaultOf(key, second && (await openInner(key, second.inner))), isApart: false }
	} catch (thrown) {
		throw new Problem('pin-wrong', {}, thrown)
	}
}

const innerPlace = utf8('second')
/** The second key, as the first has it. */
async function openInner(key: CryptoKey, { iv, box }: Sealed): Promise<CryptoKey> {
	const raw = await crypto.subtle.decrypt({ name: 'AES-GCM', iv, additionalData: innerPlace }, key, box)
	return crypto.subtle.importKey('raw', raw, aes, false, ['encrypt', 'decrypt'])
}

/** The second key itself, by the second PIN. @throws Problem `pin-wrong` */
export const takeOutSecond = async (pin: string, { salt, wrappedKey, second }: LockedKey): Promise<Bytes> =>
	takeOutKey(pin, { salt, wrappedKey: second?.key ?? wrappedKey })

/** A second key that no PIN opens: its place looks like that of one which has a PIN. `raw`: the first. */
export async function makeSecond(raw: Bytes): Promise<{ key: Sealed; inner: Sealed }> {
	const key = await importKey(raw)
	const iv = randomBytes(12)
	const box = await crypto.subtle.encrypt(
		{ name: 'AES-GCM', iv, additionalData: innerPlace },
		key,
		randomBytes(32),
	)
	// as long as a key of 32 bytes with its tag
	return { key: { iv: randomBytes(12), box: randomBytes(48).buffer }, inner: { iv, box } }
}
export async function innerKey(raw: Bytes, { inner: { iv, box } }: { inner: Sealed }): Promise<Bytes> {
	const key = await importKey(raw)
	return new Uint8Array(
		await crypto.subtle.decrypt({ name: 'AES-GCM', iv, additionalData: innerPlace }, key, box),
	)
}
/** Seals to the second key what only the first opens; null for what need not be, or cannot be read by either. */
export async function sealToSecond(
	raw: Bytes,
	second: Bytes,
): Promise<(place: string, sealed: Sealed) => Promise<Sealed | null>> {
	const both = vaultOf(await importKey(raw), await importKey(second))
	const apart = vaultOf(await importKey(second))
	return async (place, sealed) => {
		const isThere = await apart.openBytes(place, sealed).then(
			() => true,
			() => false,
		)
		if (isThere) return null
		const bytes = await both.openBytes(place, sealed).catch(() => null)
		return bytes && both.sealBytes(place, bytes)
	}
}
const importKey = (raw: Bytes): Promise<CryptoKey> =>
	crypto.subtle.importKey('raw', raw, aes, false, ['encrypt', 'decrypt'])

async function wrappingKey(pin: string, salt: Bytes): Promise<CryptoKey> {
	const raw = await derivePinKey(pin, salt)
	return crypto.subtle.importKey('raw', raw, aes, false, ['wrapKey', 'unwrapKey'])
}

const unwrap = ({ iv, box }: Sealed, wrapping: CryptoKey, isExtractable = false): Promise<CryptoKey> =>
	crypto.subtle.unwrapKey('raw', box, wrapping, { name: 'AES-GCM', iv }, aes, isExtractable, [
		'encrypt',
		'decrypt',
	])

const ecdsa = { name: 'ECDSA', namedCurve: 'P-256' } as const

/** The key with which a phone signs what it sends; the private half cannot be taken out. */
export async function makeSigningKey(): Promise<{ signingKey: CryptoKey; publicKey: string }> {
	const pair = await crypto.subtle.generateKey(ecdsa, false, ['sign', 'verify'])
	const spki = new Uint8Array(await crypto.subtle.exportKey('spki', pair.publicKey))
	return { signingKey: pair.privateKey, publicKey: toBase64url(spki) }
}

/** `publicKey`: SPKI, base64url. */
export async function isSignedBy(publicKey: string, bytes: Bytes, signature: Bytes): Promise<boolean> {
	const key = await crypto.subtle.importKey('spki', fromBase64url(publicKey), ecdsa, false, ['verify'])
	return crypto.subtle.verify({ name: 'ECDSA', hash: 'SHA-256' }, key, signature, bytes)
}

export async function sign(signingKey: CryptoKey, bytes: Bytes): Promise<Bytes> {
	return new Uint8Array(await crypto.subtle.sign({ name: 'ECDSA', hash: 'SHA-256' }, signingKey, bytes))
}
