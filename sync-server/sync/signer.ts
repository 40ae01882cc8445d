import {
	createECDH,
	createHash,
	createPrivateKey,
	createPublicKey,
	generateKeyPairSync,
	type KeyObject,
	sign,
} from 'node:crypto'
import { type Bytes, fromBase64url, toBase64url } from '#shared/kernel/bytes'
import { type KeySuccession, successionToSign } from '#shared/sync/key-succession'
import { laterThan } from '../storage/log/later-than.ts'
import {
	addSigningKey,
	addSuccessionSignature,
	emptyPrivateKey,
	type SigningKeyRow,
	signingKeysOf,
} from '../storage/log/signing-key.ts'
import type { Store, WriteSession } from '../storage/store.ts'
import type { KeyStore } from './key-store.ts'
import { isSignedBy } from './verify-phone.ts'

/** Signs for the server: certificates of enrolments, and revisions of the desk. */
export interface Signer {
	/** SPKI, base64url. */
	readonly publicKey: string
	/** ECDSA P-256, SHA-256, r‖s. */
	sign(bytes: Uint8Array): Uint8Array
	/** True if this server signed these bytes, with its current or a former key. */
	hasSigned(bytes: Uint8Array, signature: Uint8Array): boolean
	/** Signed successions of the keys up to the current one, oldest first. */
	readonly successions: readonly KeySuccession[]
	/** Private key as in the recovery key, 32 bytes. */
	privateHalf(): Bytes
}

/** The private key of the store's signing key is not in the key store. */
export class SigningKeyMissing extends Error {
	override readonly name = 'SigningKeyMissing'
}

/**
 * Opens the signer of this project; every process on its store uses the same key. @throws SigningKeyMissing,
 * KeyStoreInaccessibleError, FilesUnavailable
 */
export async function openSigner(store: Store, place: KeyStore): Promise<Signer> {
	if ((await signingKeysOf(store.changing)).length === 0) await makeFirst(store, place)
	await moveKeyOutOfStore(store, place)
	const rows = await signingKeysOf(store.changing)
	const [newest] = rows
	if (!newest) throw new Error('a project always has a key')
	const key = await privateKeyOf(place, newest)
	const keys = rows.map(({ publicKey }) => publicKey)
	return {
		publicKey: newest.publicKey,
		sign: (bytes) => signWith(key, bytes),
		hasSigned: (bytes, signature) => keys.some((each) => isSignedBy(each, bytes, signature)),
		successions: successionsIn(rows),
		privateHalf: () => fromBase64url(String(key.export({ format: 'jwk' }).d)),
	}
}

const signWith = (key: KeyObject, bytes: Uint8Array): Uint8Array =>
	sign('sha256', bytes, { key, dsaEncoding: 'ieee-p1363' })

function successionsIn(rows: readonly SigningKeyRow[]): KeySuccession[] {
	const oldestFirst = [...rows].reverse()
	return oldestFirst.flatMap(({ publicKey: to, signedByFormer: signature }, i) => {
		const from = oldestFirst[i - 1]?.publicKey
		return signature !== null && from !== undefined ? [{ from, to, signature }] : []
	})
}

const fileOf = (publicKey: string): string =>
	`signing-${createHash('sha256').update(publicKey).digest('hex').slice(0, 16)}`

async function privateKeyOf(place: KeyStore, { publicKey }: SigningKeyRow): Promise<KeyObject> {
	const key = keyFrom((await place.read(fileOf(publicKey)))?.trim() ?? '')
	if (!key || publicHalfOf(key) !== publicKey) throw new SigningKeyMissing()
	return key
}

/**
 * Requires the private key of the store's signing key. A new store has none yet.
 *
 * @throws SigningKeyMissing, KeyStoreInaccessibleError, FilesUnavailable
 */
export async function demandSigningKey(store: Pick<Store, 'reading'>, place: KeyStore): Promise<void> {
	const [newest] = await signingKeysOf(store.reading)
	if (newest && newest.privateKey === '') await privateKeyOf(place, newest)
}

/**
 * Moves a private key that an earlier program stored in the database to the key store. Deleted data can be
 * read from a database for a while, so it is overwritten. Must not be called in a transaction.
 */
export async function moveKeyOutOfStore(store: Store, place: KeyStore): Promise<void> {
	const since = new Date()
	const [newest] = await signingKeysOf(store.changing)
	if (!newest || newest.privateKey === '') return
	await place.save(fileOf(newest.publicKey), newest.privateKey)
	await emptyPrivateKey(store.changing, newest.publicKey)
	await store.overwriteDeleted(since)
}

/** Null if the text is not a private key. */
function keyFrom(pkcs8: string): KeyObject | null {
	try {
		return createPrivateKey({ key: Buffer.from(fromBase64url(pkcs8)), format: 'der', type: 'pkcs8' })
	} catch {
		return null
	}
}

const publicHalfOf = (key: KeyObject): string =>
	toBase64url(createPublicKey(key).export({ type: 'spki', format: 'der' }))

/** Saves the private key to the key store and returns the public key. */
async function savePrivateKey(place: KeyStore, key: KeyObject): Promise<string> {
	const publicKey = publicHalfOf(key)
	await place.save(fileOf(publicKey), toBase64url(key.export({ type: 'pkcs8', format: 'der' })))
	return publicKey
}

const newKey = (): KeyObject => generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey

async function makeFirst(store: Store, place: KeyStore): Promise<void> {
	// the private key is saved first. The slower process leaves an unused file
	const publicKey = await savePrivateKey(place, newKey())
	await store.write(async (session) => {
		if ((await signingKeysOf(session)).length > 0) return
		await addSigningKey(session, { publicKey, created: session.at, signedByFormer: null })
	})
}

/** Returns the signature of `key` for the key that replaces it, base64url. */
const signSuccession = (project: string, key: KeyObject, to: string): string =>
	toBase64url(signWith(key, successionToSign(project, { from: publicHalfOf(key), to })))

/** Deletes the private keys of former signing keys, after a rotation. */
export async function removeFormerSigners(store: Store, place: KeyStore): Promise<void> {
	const [, ...former] = await signingKeysOf(store.changing)
	for (const { publicKey } of former) await place.remove(fileOf(publicKey))
}

/** Older than any key that a server created for itself. */
export const longAgo = new Date(0).toISOString()

/** Age of a key from a recovery key, relative to those that a store has. */
export type KeyAge = 'newer' | 'older'

/**
 * Imports the signing key of a recovery key, by its private key (32 bytes). In a store without keys it
 * becomes the current key. If the store has others:
 * `newer`: it replaces the current key, which signs it. `older`: it becomes the key before the first, and
 * signs that one: phones that know it can follow, and certificates signed by it are valid.
 *
 * @throws KeyAgeNeeded if the store has others and `age` is null; SigningKeyMissing
 */
export async function importSigningKey(
	session: Pick<WriteSession, 'at' | 'db' | 'project'>,
	place: KeyStore,
	{ scalar, age }: { readonly scalar: Uint8Array; readonly age: KeyAge | null },
): Promise<void> {
	const key = keyFromScalar(scalar)
	const publicKey = publicHalfOf(key)
	const rows = await signingKeysOf(session)
	const [newest] = rows
	const oldest = rows.at(-1)
	if (!newest || !oldest) {
		await savePrivateKey(place, key)
		await addSigningKey(session, { publicKey, created: session.at, signedByFormer: null })
		return
	}
	if (newest.publicKey === publicKey) {
		await savePrivateKey(place, key)
		return
	}
	if (rows.some((row) => row.publicKey === publicKey)) return
	if (age === null) throw new KeyAgeNeeded()
	if (age === 'newer') {
		const former = await privateKeyOf(place, newest)
		await savePrivateKey(place, key)
		const signedByFormer = signSuccession(session.project, former, publicKey)
		await addSigningKey(session, {
			publicKey,
			signedByFormer,
			created: laterThan(newest.created, session.at),
		})
		return
	}
	await addSigningKey(session, { publicKey, created: longAgo, signedByFormer: null })
	await addSuccessionSignature(
		session,
		oldest.publicKey,
		signSuccession(session.project, key, oldest.publicKey),
	)
}

/** Returns whether the server signs with this key, has signed with it before, or does not know it. */
export async function stateOfSigningKey(
	session: Pick<WriteSession, 'db' | 'project'>,
	scalar: Uint8Array,
): Promise<'current' | 'earlier' | 'unknown'> {
	const publicKey = publicHalfOf(keyFromScalar(scalar))
	const at = (await signingKeysOf(session)).findIndex((row) => row.publicKey === publicKey)
	return at < 0 ? 'unknown' : at === 0 ? 'current' : 'earlier'
}

/** Thrown if the store has keys of its own, and the caller has not given the age of the recovery key. */
export class KeyAgeNeeded extends Error {
	override readonly name = 'KeyAgeNeeded'
}

function keyFromScalar(scalar: Uint8Array): KeyObject {
	const pair = createECDH('prime256v1')
	pair.setPrivateKey(scalar)
	const point = pair.getPublicKey()
	const [x, y] = [point.subarray(1, 33), point.subarray(33)].map((half) => half.toString('base64url'))
	const key = { kty: 'EC', crv: 'P-256', d: toBase64url(scalar), ...(x && y ? { x, y } : {}) }
	return createPrivateKey({ key, format: 'jwk' })
}
