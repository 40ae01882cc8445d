import { type Bytes, fromBase64url, toBase64url } from '#shared/kernel/bytes'
import type { AccessKeysShown } from '#shared/sync/messages'
import { accessKeysToSign } from '#shared/sync/request-proof'
import { boundToNonce, openSealedReply, replyInfo } from '#shared/sync/sealed-reply'
import { messageKey } from '#shared/sync/sealing'
import { sign, type Vault } from '../vault/vault.ts'
import { changeEnrolment, enrolmentOf, type VaultSession } from './enrolments.ts'

/*
 * Keys of an enrolment that only its PIN unlocks. Chromium writes a CryptoKey into its files in readable
 * form, even a non-extractable one, so a thief of the files has the key that signs unattended uploads.
 * Requests that read from the server need the keys here, which are stored in the vault.
 */

/** Key pairs: `sign` signs read requests; replies are sealed to `open`. */
export interface AccessKeys {
	readonly sign: CryptoKey
	readonly open: CryptoKey
	/** Public keys, as they are sent with a request. */
	readonly shown: AccessKeysShown
	/** True once the server has accepted these keys: from then on it accepts no others. */
	readonly isAccepted: boolean
}

/** Contents of the sealed box: private halves as PKCS 8 and the public keys, base64url. */
interface Boxed {
	readonly sign: string
	readonly open: string
	readonly shown: AccessKeysShown
}

const ecdsa = { name: 'ECDSA', namedCurve: 'P-256' } as const
const ecdh = { name: 'ECDH', namedCurve: 'P-256' } as const

const placeOf = (device: string): string => `access ${device}`
/** Cache of the opened keys, which every sync needs. Freed with the vault when the phone is locked. */
const opened = new WeakMap<Vault, Map<string, Promise<Omit<AccessKeys, 'isAccepted'>>>>()

/**
 * Returns the access keys of the session and creates them if there are none. @throws Problem of the disk;
 * DOMException if the box belongs to another vault
 */
export async function accessKeysOf(vaultSession: VaultSession): Promise<AccessKeys> {
	const { device, vault } = vaultSession
	const row = await enrolmentOf(device)
	if (!row.access) {
		const access = await vault.seal(placeOf(device), await makeKeys(device))
		// another tab may have created them first
		await changeEnrolment(device, (each) => (each.access ? each : { ...each, access }))
	}
	const { access } = await enrolmentOf(device)
	if (!access) throw new Error('the keys were kept')
	const ofVault = opened.get(vault) ?? new Map<string, Promise<Omit<AccessKeys, 'isAccepted'>>>()
	opened.set(vault, ofVault)
	const keys = ofVault.get(device) ?? vault.open(placeOf(device), access).then(importKeys)
	ofVault.set(device, keys)
	keys.catch(() => ofVault.delete(device))
	return { ...(await keys), isAccepted: access.isKept ?? false }
}

/** Records that the server has accepted the access keys. */
export const markAccessAcknowledged = (device: string): Promise<void> =>
	changeEnrolment(device, (row) => (row.access ? { ...row, access: { ...row.access, isKept: true } } : row))

/**
 * Decrypts a sealed reply to the request with this nonce. Null if the bytes are no reply, or answer another
 * request.
 */
export async function openReply(
	{ open, shown }: AccessKeys,
	bytes: Bytes,
	nonce: string,
): Promise<Bytes | null> {
	const sealed = openSealedReply(bytes)
	if (!sealed) return null
	try {
		const sender = await crypto.subtle.importKey('raw', sealed.enc, ecdh, false, [])
		const common = new Uint8Array(await crypto.subtle.deriveBits({ name: 'ECDH', public: sender }, open, 256))
		const { key, nonce: iv } = messageKey(
			{ enc: sealed.enc, recipient: fromBase64url(shown.seal), common },
			replyInfo,
		)
		const aes = await crypto.subtle.importKey('raw', key, 'AES-GCM', false, ['decrypt'])
		const algorithm = { name: 'AES-GCM', iv, additionalData: boundToNonce(nonce) }
		return new Uint8Array(await crypto.subtle.decrypt(algorithm, aes, sealed.box))
	} catch {
		return null
	}
}

async function makeKeys(device: string): Promise<Boxed> {
	const signing = await crypto.subtle.generateKey(ecdsa, true, ['sign', 'verify'])
	const opening = await crypto.subtle.generateKey(ecdh, true, ['deriveBits'])
	const exported = async (format: 'pkcs8' | 'spki' | 'raw', key: CryptoKey): Promise<string> =>
		toBase64url(new Uint8Array(await crypto.subtle.exportKey(format, key)))
	const own = {
		sign: await exported('spki', signing.publicKey),
		seal: await exported('raw', opening.publicKey),
	}
	const proof = toBase64url(await sign(signing.privateKey, accessKeysToSign(device, own)))
	return {
		sign: await exported('pkcs8', signing.privateKey),
		open: await exported('pkcs8', opening.privateKey),
		shown: { ...own, proof },
	}
}

async function importKeys(boxed: unknown): Promise<Omit<AccessKeys, 'isAccepted'>> {
	const { sign, open, shown } = boxed as Boxed
	return {
		sign: await crypto.subtle.importKey('pkcs8', fromBase64url(sign), ecdsa, false, ['sign']),
		open: await crypto.subtle.importKey('pkcs8', fromBase64url(open), ecdh, false, ['deriveBits']),
		shown,
	}
}
