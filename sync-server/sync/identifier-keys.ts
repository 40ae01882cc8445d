import type { Answer } from '#shared/forms/answers'
import { type Bytes, fromBase64url, toBase64url } from '#shared/kernel/bytes'
import { roleKeyDocumentSchema } from '#shared/people/role-keys'
import { identifiersRecipient } from '#shared/people/roles'
import type { IdentifiersState } from '#shared/sync/recovery-key'
import { buildSealedAnswerAad, decodeSealedAnswer, unpadAnswer } from '#shared/sync/sealed-answer'
import { laterThan } from '../storage/log/later-than.ts'
import { clearKeyVerification } from '../storage/log/sealing-keys.ts'
import { addRoleKey, roleKeys } from '../storage/people/role-keys.ts'
import type { Session } from '../storage/session.ts'
import type { Store, WriteSession } from '../storage/store.ts'
import type { KeyStore } from './key-store.ts'
import { createKeyPair, type KeyPair, openAnswer, openSealingKey, pairOf } from './sealing-key.ts'
import { type KeyAge, longAgo } from './signer.ts'

/*
 * The key to which phones encrypt identifiers, which point at a person. Its public key is in the store, and
 * published to phones; its private key is neither there nor in a backup, but in the `KeyStore`.
 */

/**
 * `no-key`: this server does not have the key · `damaged`: it cannot be decrypted, or belongs to another
 * question.
 */
export type OpenedIdentifier =
	| { readonly outcome: 'opened'; readonly answer: Answer | null }
	| { readonly outcome: 'no-key' | 'damaged' }

export interface IdentifierKeys {
	/** Decrypts an encrypted answer of a record at this question. */
	open(text: string, record: string, path: string): Promise<OpenedIdentifier>
	/** Returns the private key of the current key; null if this server does not have it. */
	privateHalf(): Promise<Bytes | null>
	/**
	 * Returns whether the private keys of all keys in the store are available. @throws
	 * KeyStoreInaccessibleError, FilesUnavailable
	 */
	state(): Promise<IdentifiersState>
	/**
	 * Restores a private key from a user's copy, if the store has its public key, as the current or a former
	 * key. Null if it does not; nothing is written then.
	 */
	restore(privateHalf: Bytes): Promise<'newest' | 'former' | null>
}

/** Opens the keys of this project; the first process on a new store creates one. */
export async function openIdentifierKeys(store: Store, place: KeyStore): Promise<IdentifierKeys> {
	if ((await namedKeys(store.changing)).length === 0)
		await makeKey(store, place, async (session) => (await namedKeys(session)).length === 0)
	const opened = new Map<string, KeyPair>()
	async function called(id: string): Promise<KeyPair | null> {
		const pair = opened.get(id) ?? (await pairIn(place, id))
		if (pair) opened.set(id, pair)
		return pair
	}
	return {
		async open(text, record, path) {
			const sealed = decodeSealedAnswer(text)
			if (!sealed) return { outcome: 'damaged' }
			const pair = await called(sealed.keyId)
			if (!pair) return { outcome: 'no-key' }
			const plain = openAnswer(pair, sealed, buildSealedAnswerAad(record, path))
			const answer = plain ? unpadAnswer(plain) : undefined
			return answer === undefined ? { outcome: 'damaged' } : { outcome: 'opened', answer }
		},
		async privateHalf() {
			const [newest] = await namedKeys(store.changing)
			const pair = newest ? await called(newest.id) : null
			return pair ? fromBase64url(pair.privateKey) : null
		},
		async state() {
			const [newest, ...former] = await namedKeys(store.changing)
			const isMissing = async (key: typeof newest) => key !== undefined && !(await pairIn(place, key.id))
			if (await isMissing(newest)) return 'missing'
			const missing = await Promise.all(former.map(isMissing))
			return missing.includes(true) ? 'former-missing' : 'here'
		},
		async restore(privateHalf) {
			const pair = pairFrom(toBase64url(privateHalf))
			const named = await namedKeys(store.changing)
			const at = named.findIndex(({ publicKey }) => publicKey === pair?.publicKey)
			if (!pair || at < 0) return null
			const id = idOf(pair)
			if (!(await pairIn(place, id))) await place.save(fileOf(id), pair.privateKey)
			return at === 0 ? 'newest' : 'former'
		},
	}
}

/**
 * Creates a new key after a backup was restored without its private key, so that new data can be decrypted.
 * False if the private key is available, or no key ever existed.
 */
export async function replaceLostKey(store: Store, place: KeyStore): Promise<boolean> {
	const [newest] = await namedKeys(store.changing)
	if (!newest || (await pairIn(place, newest.id))) return false
	await makeKey(store, place)
	return true
}

/**
 * Restores the key from a recovery key. If the store has none, or only older ones, phones use it from then
 * on.
 */
export async function restoreIdentifierKey(
	session: WriteSession,
	place: KeyStore,
	{ privateHalf, age }: { readonly privateHalf: Bytes; readonly age: KeyAge },
): Promise<void> {
	const { at } = session
	const pair = pairOf(toBase64url(privateHalf))
	await place.save(fileOf(idOf(pair)), pair.privateKey)
	const named = await namedKeys(session)
	const [newest] = named
	if (named.some(({ publicKey }) => publicKey === pair.publicKey)) return
	const isForPhones = !newest || age === 'newer'
	await nameKey(session, pair, isForPhones ? laterThan(newest?.since ?? '', at) : longAgo)
	if (isForPhones) await session.putDocument(documentOf(pair))
}

const idOf = (pair: KeyPair): string => openSealingKey(pair).id
const fileOf = (id: string): string => `${identifiersRecipient}-${id}`
const namedKeys = (session: Session) => roleKeys(session, identifiersRecipient)

/** Null if there is none, or it is a different key. */
async function pairIn(place: KeyStore, id: string): Promise<KeyPair | null> {
	const text = await place.read(fileOf(id))
	const pair = text === null ? null : pairFrom(text.trim())
	return pair && idOf(pair) === id ? pair : null
}

/** Null if the text is not a private key. */
function pairFrom(text: string): KeyPair | null {
	try {
		return pairOf(text)
	} catch {
		return null
	}
}

/** Creates a key. `isWanted`: checked under the write lock, since another process may have created one. */
async function makeKey(
	store: Store,
	place: KeyStore,
	isWanted: (session: Session) => Promise<boolean> = async () => true,
): Promise<void> {
	const pair = createKeyPair()
	// the private key is saved first: what phones encrypt must be decryptable. The slower process leaves an
	// unused file
	await place.save(fileOf(idOf(pair)), pair.privateKey)
	await store.write(async (session) => {
		const { at } = session
		if (!(await isWanted(session))) return
		const [before] = await namedKeys(session)
		await nameKey(session, pair, laterThan(before?.since ?? '', at))
		await session.putDocument(documentOf(pair))
		// the earlier recovery key does not contain this one
		await clearKeyVerification(session)
	})
}

const nameKey = (session: Session, pair: KeyPair, since: string) =>
	addRoleKey(session, {
		project: session.project,
		role: identifiersRecipient,
		id: idOf(pair),
		public_key: pair.publicKey,
		wrapped: '',
		since,
		made_by: '',
		confirmed: since,
		confirmed_by: null,
		signature: null,
		rejected: null,
	})

const documentOf = ({ publicKey }: KeyPair) => ({
	kind: 'role-key',
	ref: identifiersRecipient,
	scope: 'all',
	body: roleKeyDocumentSchema.parse({ role: identifiersRecipient, publicKey }),
})
