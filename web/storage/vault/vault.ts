import { type Bytes, fromBase64url, fromUtf8, toBase64url, utf8 } from '#shared/kernel/bytes'
import { Problem } from '#shared/kernel/problem'
import type { SealedBox } from '../database/database.ts'
import { traced } from '../database/live-query.ts'
import { derivePinKey } from './derive-pin-key.ts'

/*
 * Keys of one person's data on this phone. A key leaves this file and `second-key.ts`, which few phones ever
 * load, only to be sealed into another box: this file exports functions that seal, open and sign. Sealing to
 * other recipients is in `seal-for-server` and `seal-answers`.
 */

/**
 * Seals and opens one person's data on this phone. `place` is authenticated: a box that was moved does not
 * open.
 */
export interface Vault {
	seal(place: string, value: unknown): Promise<SealedBox>
	/** @throws DOMException if the box was changed, moved, or sealed by another key */
	open(place: string, sealed: SealedBox): Promise<unknown>
	sealBytes(place: string, bytes: Bytes): Promise<SealedBox>
	openBytes(place: string, sealed: SealedBox): Promise<Bytes>
	/** Adds the second key: boxes sealed to it can be opened, and new ones for both are sealed to it. */
	addSecondKey(key: CryptoKey): void
}

export const randomBytes = (length: number): Bytes => crypto.getRandomValues(new Uint8Array(length))

/** True for boxes that are sealed to the second key if there is one: forms and lists (`second-pin.ts`). */
const isForBoth = (place: string): boolean => place.startsWith('document ')

export function createVaultFromKey(key: CryptoKey, known?: CryptoKey): Vault {
	let second = known
	const sealBytes = async (place: string, bytes: Bytes): Promise<SealedBox> => {
		const iv = randomBytes(12)
		const under = second && isForBoth(place) ? second : key
		const box = await crypto.subtle.encrypt(
			{ name: 'AES-GCM', iv, additionalData: utf8(place) },
			under,
			bytes,
		)
		return { iv, box }
	}
	const openUnder = async (under: CryptoKey, place: string, { iv, box }: SealedBox): Promise<Bytes> =>
		new Uint8Array(
			await crypto.subtle.decrypt({ name: 'AES-GCM', iv, additionalData: utf8(place) }, under, box),
		)
	const openBytes = (place: string, sealed: SealedBox): Promise<Bytes> =>
		traced(
			openUnder(key, place, sealed).catch((thrown: unknown) => {
				if (!second) throw thrown
				return openUnder(second, place, sealed)
			}),
		)
	return {
		sealBytes,
		openBytes,
		addSecondKey(taken) {
			second = taken
		},
		seal: (place, value) => sealBytes(place, utf8(JSON.stringify(value))),
		open: async (place, sealed) => JSON.parse(fromUtf8(await openBytes(place, sealed))) as unknown,
	}
}

/** The wrapped key of an enrolment: only the PIN opens it. */
export interface LockedKey {
	readonly salt: Bytes
	/**
	 * Memory of argon2id for the wrapping key, KiB; absent on phones from before more than the minimum was
	 * possible.
	 */
	readonly pinMemory?: number
	readonly wrappedKey: SealedBox
	readonly second?: { readonly key: SealedBox; readonly inner: SealedBox }
}

export const aes = { name: 'AES-GCM', length: 256 } as const

/** OWASP's minimum for argon2id with two passes, KiB: what a phone with 2 GB can spare. */
const leastPinMemory = 19_456
/** KiB, for phones with more memory: each guess costs a thief 3.4 times as much. */
const morePinMemory = 65_536
/**
 * GB of memory, as the browser reports it (rounded to a power of two), from which on the larger setting is
 * used.
 */
const largePhoneGb = 4

/** Returns the memory for a new PIN on this phone, KiB. */
export const pinMemoryHere = (): number =>
	((navigator as { deviceMemory?: number }).deviceMemory ?? 0) >= largePhoneGb
		? morePinMemory
		: leastPinMemory

/** Creates a vault with a new key under a PIN. */
export const createVault = (pin: string): Promise<LockedKey & { vault: Vault }> =>
	lockKey(randomBytes(32), pin)

/** Wraps the key of a vault with a PIN. */
export async function lockKey(
	raw: Bytes,
	pin: string,
	/** Parameters of the previous PIN, if a second PIN is derived with them. */
	previous: Pick<LockedKey, 'salt' | 'pinMemory'> = {
		salt: randomBytes(16),
		pinMemory: pinMemoryHere(),
	},
): Promise<LockedKey & { vault: Vault }> {
	const { salt, pinMemory } = previous
	const wrapping = await wrappingKey(pin, previous)
	// extractable only while it is wrapped
	const key = await crypto.subtle.importKey('raw', raw, aes, true, ['encrypt', 'decrypt'])
	const iv = randomBytes(12)
	const box = await crypto.subtle.wrapKey('raw', key, wrapping, { name: 'AES-GCM', iv })
	const wrappedKey = { iv, box }
	return {
		salt,
		...(pinMemory === undefined ? {} : { pinMemory }),
		wrappedKey,
		vault: createVaultFromKey(await unwrap(wrappedKey, wrapping)),
	}
}

/** Unwraps the raw key of a vault, to wrap it with another PIN or seal it. @throws Problem `pin-wrong` */
export async function unwrapVaultKey(pin: string, { wrappedKey, ...locked }: LockedKey): Promise<Bytes> {
	const wrapping = await wrappingKey(pin, locked)
	try {
		const key = await unwrap(wrappedKey, wrapping, true)
		return new Uint8Array(await crypto.subtle.exportKey('raw', key))
	} catch (thrown) {
		throw new Problem('pin-wrong', {}, thrown)
	}
}

/**
 * Opens the vault or the decoy vault. The second PIN is tried first, with the same derivation, so that
 * neither takes longer. A person in the decoy app who sets the second PIN to the first one by chance stays in
 * the decoy app.
 * @throws Problem `pin-wrong`
 */
export async function openVault(
	pin: string,
	{ wrappedKey, second, ...locked }: LockedKey,
): Promise<{ vault: Vault; isDecoy: boolean }> {
	const wrapping = await wrappingKey(pin, locked)
	const decoyKey = second && (await unwrap(second.key, wrapping).catch(() => null))
	if (decoyKey) return { vault: createVaultFromKey(decoyKey), isDecoy: true }
	try {
		const key = await unwrap(wrappedKey, wrapping)
		return { vault: createVaultFromKey(key, second && (await openInner(key, second.inner))), isDecoy: false }
	} catch (thrown) {
		throw new Problem('pin-wrong', {}, thrown)
	}
}

export const secondVaultAad = utf8('second')
/** Decrypts the second vault's key with the first one. */
async function openInner(key: CryptoKey, { iv, box }: SealedBox): Promise<CryptoKey> {
	const raw = await crypto.subtle.decrypt({ name: 'AES-GCM', iv, additionalData: secondVaultAad }, key, box)
	return crypto.subtle.importKey('raw', raw, aes, false, ['encrypt', 'decrypt'])
}

async function wrappingKey(
	pin: string,
	{ salt, pinMemory = leastPinMemory }: Pick<LockedKey, 'salt' | 'pinMemory'>,
): Promise<CryptoKey> {
	const raw = await derivePinKey(pin, salt, pinMemory)
	return crypto.subtle.importKey('raw', raw, aes, false, ['wrapKey', 'unwrapKey'])
}

const unwrap = ({ iv, box }: SealedBox, wrapping: CryptoKey, isExtractable = false): Promise<CryptoKey> =>
	crypto.subtle.unwrapKey('raw', box, wrapping, { name: 'AES-GCM', iv }, aes, isExtractable, [
		'encrypt',
		'decrypt',
	])

const ecdsa = { name: 'ECDSA', namedCurve: 'P-256' } as const

/**
 * Creates the key that signs uploads. Its private half is not extractable, but a copy of the browser's files
 * contains it.
 */
export async function createSigningKey(): Promise<{ signingKey: CryptoKey; publicKey: string }> {
	const pair = await crypto.subtle.generateKey(ecdsa, false, ['sign', 'verify'])
	const spki = new Uint8Array(await crypto.subtle.exportKey('spki', pair.publicKey))
	return { signingKey: pair.privateKey, publicKey: toBase64url(spki) }
}

/** @param publicKey SPKI, base64url. */
export async function isSignedBy(publicKey: string, bytes: Bytes, signature: Bytes): Promise<boolean> {
	const key = await crypto.subtle.importKey('spki', fromBase64url(publicKey), ecdsa, false, ['verify'])
	return crypto.subtle.verify({ name: 'ECDSA', hash: 'SHA-256' }, key, signature, bytes)
}

export async function sign(signingKey: CryptoKey, bytes: Bytes): Promise<Bytes> {
	return new Uint8Array(await crypto.subtle.sign({ name: 'ECDSA', hash: 'SHA-256' }, signingKey, bytes))
}
