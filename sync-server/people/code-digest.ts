import { createHash, createHmac, randomBytes } from 'node:crypto'
import { fromBase64url, toBase64url } from '#shared/kernel/bytes'
import { normaliseCode } from '#shared/kernel/ids'
import { codesWithoutKey, updateCodeDigest } from '../storage/people/invitations.ts'
import type { Store } from '../storage/store.ts'
import { KeyDamaged, type KeyStore } from '../sync/key-store.ts'

const keyName = 'one-time-codes'
const keyBytes = 32

/**
 * Returns the HMAC key of enrolment codes; creates it if none exists. @throws KeyStoreInaccessibleError,
 * FilesUnavailable, KeyDamaged
 */
export async function openCodeKey(place: KeyStore): Promise<Uint8Array> {
	const known = await place.read(keyName)
	return keyFrom(known ?? (await place.saveFirst(keyName, toBase64url(randomBytes(keyBytes)))))
}

/**
 * Returns the HMAC key of enrolment codes for a command. It never creates one: a missing key means that the
 * command was started with the key store of another server, and codes under a new key could not be redeemed.
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
 * Returns the digest under which an enrolment code is stored: HMAC-SHA-256, with a key outside the database, of
 * the SHA-256 of its letters. A copy of the database alone is not enough to test guesses.
 */
export const codeDigest = (store: Pick<Store, 'codeKey'>, typed: string): string =>
	underKey(store, createHash('sha256').update(normaliseCode(typed)).digest('base64url'))

const prefix = 'hmac:'

function underKey({ codeKey }: Pick<Store, 'codeKey'>, digest: string): string {
	if (!codeKey) throw new Error('this store was opened without the key of enrolment codes')
	return prefix + createHmac('sha256', codeKey).update(digest).digest('base64url')
}

/** Converts codes that an earlier program stored as plain SHA-256, so that they stay valid. */
export async function migrateCodeDigests(store: Store): Promise<void> {
	if ((await codesWithoutKey(store.reading, prefix)).length === 0) return
	await store.write(async (session) => {
		for (const digest of await codesWithoutKey(session, prefix))
			await updateCodeDigest(session, digest, underKey(store, digest))
	})
}
