import { useSyncExternalStore } from 'react'
import type { Answer } from '#shared/forms/answers'
import { type Bytes, fromBase64url, joinBytes, toBase64url, utf8 } from '#shared/kernel/bytes'
import { codeLetters, normaliseCode } from '#shared/kernel/ids'
import { type NewRoleKey, type RoleKeyListItem, roleKeyToSign } from '#shared/people/role-keys'
import type { SealingRole } from '#shared/people/roles'
import {
	answerInfo,
	buildSealedAnswerAad,
	decodeSealedAnswer,
	nonceOf,
	unpadAnswer,
} from '#shared/sync/sealed-answer'
import { messageKey, sealingKeyId } from '#shared/sync/sealing'

/* Role keys in the browser of those who have their secret key ("words"). The server stores the private
   key wrapped with the words, and never receives them. An open key is in the memory of this page only. */

const curve = { name: 'ECDH', namedCurve: 'P-256' } as const
/** One P-256 key pair both agrees and signs; every signed text names its purpose. */
const signing = { name: 'ECDSA', namedCurve: 'P-256' } as const
const letters = 24
const nonceBytes = 12

interface OpenKey {
	readonly privateKey: CryptoKey
	/** The private key again, for signing the successor of the key. */
	readonly signingKey: CryptoKey
	readonly recipient: Bytes
}
/** Only in memory, until sign-out: whoever opens a key should not have to do it on each screen. */
let open: ReadonlyMap<string, OpenKey> = new Map()
const listeners = new Set<() => void>()
const subscribe = (listener: () => void) => {
	listeners.add(listener)
	return () => listeners.delete(listener)
}
function setOpen(keys: ReadonlyMap<string, OpenKey>): void {
	open = keys
	for (const listener of listeners) listener()
}

/** The keys that are open in this page, by id. */
export const useOpenKeys = (): ReadonlyMap<string, OpenKey> => useSyncExternalStore(subscribe, () => open)

/** Closes all keys at sign-out. */
export const clearUnlockedKeys = (): void => setOpen(new Map())

/** Returns 120 random bits, in groups of four letters that can be read out over a bad line. */
function newWords(): string {
	const bytes = crypto.getRandomValues(new Uint8Array(letters))
	const text = Array.from(bytes, (byte) => codeLetters[byte & 31]).join('')
	return (text.match(/.{4}/g) ?? []).join('-')
}

/** Creates a key for a role: the words to save, and the public and wrapped private key for the server. */
export async function makeRoleKey(): Promise<{ readonly words: string; readonly key: NewRoleKey }> {
	const pair = await crypto.subtle.generateKey(curve, true, ['deriveBits'])
	const point = new Uint8Array(await crypto.subtle.exportKey('raw', pair.publicKey))
	const secret = await crypto.subtle.exportKey('pkcs8', pair.privateKey)
	const words = newWords()
	const iv = crypto.getRandomValues(new Uint8Array(nonceBytes))
	const box = await crypto.subtle.encrypt(
		{ name: 'AES-GCM', iv },
		await wrappingKey(words, point, 'encrypt'),
		secret,
	)
	return {
		words,
		key: {
			publicKey: toBase64url(point),
			wrapped: toBase64url(joinBytes([iv, new Uint8Array(box)])),
		},
	}
}

/** Derives the wrapping key. The words are random enough for HKDF: no slow hash is needed. */
async function wrappingKey(words: string, point: Bytes, use: 'encrypt' | 'decrypt'): Promise<CryptoKey> {
	const secret = await crypto.subtle.importKey('raw', utf8(normaliseCode(words)), 'HKDF', false, [
		'deriveKey',
	])
	return crypto.subtle.deriveKey(
		{ name: 'HKDF', hash: 'SHA-256', salt: point, info: utf8('ZILA role key') },
		secret,
		{ name: 'AES-GCM', length: 256 },
		false,
		[use],
	)
}

/** Opens all keys of the role, current and former, that these words unwrap. False if there is none. */
export async function openRoleKeys(words: string, keys: readonly RoleKeyListItem[]): Promise<boolean> {
	const found = new Map(open)
	let isAny = false
	for (const { id, publicKey, wrapped } of keys) {
		const opened = await unwrap(words, publicKey, wrapped).catch(() => null)
		if (!opened) continue
		found.set(id, opened)
		isAny = true
	}
	if (isAny) setOpen(found)
	return isAny
}

async function unwrap(words: string, publicKey: string, wrapped: string): Promise<OpenKey> {
	const point = fromBase64url(publicKey)
	const bytes = fromBase64url(wrapped)
	const secret = await crypto.subtle.decrypt(
		{ name: 'AES-GCM', iv: bytes.subarray(0, nonceBytes) },
		await wrappingKey(words, point, 'decrypt'),
		bytes.subarray(nonceBytes),
	)
	const [privateKey, signingKey] = await Promise.all([
		crypto.subtle.importKey('pkcs8', secret, curve, false, ['deriveBits']),
		crypto.subtle.importKey('pkcs8', secret, signing, false, ['sign']),
	])
	return { privateKey, signingKey, recipient: point }
}

/** Signs the successor of a key. Null if the key is not open in this page. */
export async function signSuccession(
	before: Pick<RoleKeyListItem, 'id' | 'publicKey'>,
	next: { readonly project: string; readonly role: SealingRole; readonly publicKey: string },
): Promise<string | null> {
	const key = open.get(before.id)
	if (!key) return null
	const bytes = roleKeyToSign({ ...next, before: before.publicKey })
	const signature = await crypto.subtle.sign({ name: 'ECDSA', hash: 'SHA-256' }, key.signingKey, bytes)
	return toBase64url(new Uint8Array(signature))
}

/**
 * `no-key`: sealed to a key that is not open here · `damaged`: cannot be decrypted, or belongs to another
 * question.
 */
export type Unsealed =
	| { readonly outcome: 'opened'; readonly answer: Answer | null }
	| { readonly outcome: 'no-key' | 'damaged' }

/** Decrypts a sealed answer of a record and checks that it belongs to this question. */
export async function unseal(text: string, record: string, path: string): Promise<Unsealed> {
	const sealed = decodeSealedAnswer(text)
	if (!sealed) return { outcome: 'damaged' }
	const key = open.get(sealed.keyId)
	if (!key) return { outcome: 'no-key' }
	try {
		const enc = new Uint8Array(sealed.enc)
		const theirs = await crypto.subtle.importKey('raw', enc, curve, false, [])
		const common = await crypto.subtle.deriveBits({ name: 'ECDH', public: theirs }, key.privateKey, 256)
		const message = messageKey({ enc, recipient: key.recipient, common: new Uint8Array(common) }, answerInfo)
		const aes = await crypto.subtle.importKey('raw', message.key, 'AES-GCM', false, ['decrypt'])
		const plain = await crypto.subtle.decrypt(
			{
				name: 'AES-GCM',
				iv: nonceOf(message.nonce, sealed.message),
				additionalData: buildSealedAnswerAad(record, path),
			},
			aes,
			new Uint8Array(sealed.box),
		)
		const answer = unpadAnswer(new Uint8Array(plain))
		return answer === undefined ? { outcome: 'damaged' } : { outcome: 'opened', answer }
	} catch {
		return { outcome: 'damaged' }
	}
}

/** Returns the id by which sealed answers name a public key. */
export const keyIdOf = (publicKey: string): string => toBase64url(sealingKeyId(fromBase64url(publicKey)))
