import { createHash, createHmac, randomBytes } from 'node:crypto'
import { fromBase64url, toBase64url } from '#shared/kernel/bytes'
import { normaliseCode } from '#shared/kernel/ids'
import { codesWithoutKey, updateCodeDigest } from '../storage/code-table.ts'
import type { Store } from '../storage/store.ts'
import { KeyDamaged, type KeyStore } from '../sync/key-place.ts'

const keyName = 'one-time-codes'
const keyBytes = 32

/** The key under which one-time codes are kept; made where there is none yet. @throws KeyStoreInaccessibleError, FilesUnavailable, KeyDamaged */
export async function openCodeKey(place: KeyStore): Promise<Uint8Array> {
	const known = await place.read(keyName)
	return keyFrom(known ?? (await place.saveFirst(keyName, toBase64url(randomBytes(keyBytes)))))
}

/**
 * The same for a command: where there is none, the keys of another server are meant, and a code under a new one would open nothing.
 *
 * @throws CodeKeyMissing, KeyStoreInaccessibleError, FilesUnavailable, KeyDamaged
 */
export async function findCodeKey(place: KeyStore): Promise<Uint8Array> {
	const known = await place.read(keyName)
	if (known === null) throw new CodeKeyMissing()
	return keyFrom(known)
}

export const hasCodeKey = async (place: KeyStore): Promise<boolean> => (await place.read(keyName)) !== null

export class CodeKeyMissing extends Error {
	override readonly name = 'CodeKeyMissing'
}

function keyFrom(text: string): Uint8Array {
	if (!/^[\w-]{43}$/.test(text.trim())) throw new KeyDamaged(keyName)
	return fromBase64url(text.trim())
}

/**
 * What is kept of a one-time code: HMAC-SHA-256 under the key that is not in the database, of the SHA-256 of its letters. Whoever has the
 * database alone cannot try codes.
 */
export const codeDigest = (store: Pick<Store, 'codeKey'>, typed: string): string =>
	underKey(store, createHash('sha256').update(normaliseCode(typed)).digest('base64url'))

const prefix = 'hmac:'

function underKey({ codeKey }: Pick<Store, 'codeKey'>, digest: string): string {
	if (!codeKey) throw new Error('this store was opened without the key of one-time codes')
	return prefix + createHmac('sha256', codeKey).update(digest).digest('base64url')
}

/** Codes that an earlier program kept as a plain SHA-256 go on being valid. */
export async function migrateCodeDigests(store: Store): Promise<void> {
	if ((await codesWithoutKey(store.reading, prefix)).length === 0) return
	await store.write(async ({ db }) => {
		for (const digest of await codesWithoutKey(db, prefix))
			await updateCodeDigest(db, digest, underKey(store, digest))
	})
}
