import type { Bytes } from '#shared/kernel/bytes'
import type { SealedBox } from '../database/rows.ts'
import {
	aes,
	createVaultFromKey,
	type LockedKey,
	randomBytes,
	secondVaultAad,
	unwrapVaultKey,
} from './vault.ts'

/** Decrypts the second key with the second PIN. @throws Problem `pin-wrong` */
export const unwrapSecondKey = async (pin: string, locked: LockedKey): Promise<Bytes> =>
	unwrapVaultKey(pin, { ...locked, wrappedKey: locked.second?.key ?? locked.wrappedKey })

/** Creates a second key that no PIN opens: it looks like one that has a PIN. `raw`: the first key. */
export async function createSecondKey(raw: Bytes): Promise<{ key: SealedBox; inner: SealedBox }> {
	const key = await importKey(raw)
	const iv = randomBytes(12)
	const box = await crypto.subtle.encrypt(
		{ name: 'AES-GCM', iv, additionalData: secondVaultAad },
		key,
		randomBytes(32),
	)
	// the length of a key of 32 bytes with its tag
	return { key: { iv: randomBytes(12), box: randomBytes(48).buffer }, inner: { iv, box } }
}
export async function innerKey(raw: Bytes, { inner: { iv, box } }: { inner: SealedBox }): Promise<Bytes> {
	const key = await importKey(raw)
	return new Uint8Array(
		await crypto.subtle.decrypt({ name: 'AES-GCM', iv, additionalData: secondVaultAad }, key, box),
	)
}
/**
 * Returns a function that reseals a box of the first key to the second. It returns null if the box needs no
 * resealing, or neither key can open it.
 */
export async function sealToSecond(
	raw: Bytes,
	second: Bytes,
): Promise<(place: string, sealed: SealedBox) => Promise<SealedBox | null>> {
	const both = createVaultFromKey(await importKey(raw), await importKey(second))
	const secondVault = createVaultFromKey(await importKey(second))
	return async (place, sealed) => {
		const isThere = await secondVault.openBytes(place, sealed).then(
			() => true,
			() => false,
		)
		if (isThere) return null
		const bytes = await both.openBytes(place, sealed).catch(() => null)
		return bytes && both.sealBytes(place, bytes)
	}
}
export const importKey = (raw: Bytes): Promise<CryptoKey> =>
	crypto.subtle.importKey('raw', raw, aes, false, ['encrypt', 'decrypt'])
