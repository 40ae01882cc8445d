import type { Bytes } from '#shared/kernel/bytes'
import type { SealedBox } from './database.ts'
import {
	aes,
	createVaultFromKey,
	type LockedKey,
	randomBytes,
	secondVaultAad,
	unwrapVaultKey,
} from './vault.ts'

/** The second key itself, by the second PIN. @throws Problem `pin-wrong` */
export const unwrapSecondKey = async (pin: string, locked: LockedKey): Promise<Bytes> =>
	unwrapVaultKey(pin, { ...locked, wrappedKey: locked.second?.key ?? locked.wrappedKey })

/** A second key that no PIN opens: its place looks like that of one which has a PIN. `raw`: the first. */
export async function createSecondKey(raw: Bytes): Promise<{ key: SealedBox; inner: SealedBox }> {
	const key = await importKey(raw)
	const iv = randomBytes(12)
	const box = await crypto.subtle.encrypt(
		{ name: 'AES-GCM', iv, additionalData: secondVaultAad },
		key,
		randomBytes(32),
	)
	// as long as a key of 32 bytes with its tag
	return { key: { iv: randomBytes(12), box: randomBytes(48).buffer }, inner: { iv, box } }
}
export async function innerKey(raw: Bytes, { inner: { iv, box } }: { inner: SealedBox }): Promise<Bytes> {
	const key = await importKey(raw)
	return new Uint8Array(
		await crypto.subtle.decrypt({ name: 'AES-GCM', iv, additionalData: secondVaultAad }, key, box),
	)
}
/** Seals to the second key what only the first opens; null for what need not be, or cannot be read by either. */
export async function sealToSecond(
	raw: Bytes,
	second: Bytes,
): Promise<(place: string, sealed: SealedBox) => Promise<SealedBox | null>> {
	const both = createVaultFromKey(await importKey(raw), await importKey(second))
	const apart = createVaultFromKey(await importKey(second))
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
export const importKey = (raw: Bytes): Promise<CryptoKey> =>
	crypto.subtle.importKey('raw', raw, aes, false, ['encrypt', 'decrypt'])
