import { fromBase64url } from '#shared/kernel/bytes'
import { Problem } from '#shared/kernel/problem'
import { type Frame, frameTypes, readBundle } from '#shared/sync/bundle'
import type { Certificate } from '#shared/sync/certificate'
import { type RequestHeader, readMessage, requestHeaderSchema } from '#shared/sync/messages'
import { accessKeysToSign, readingToSign, requestWindowMs } from '#shared/sync/request-proof'
import {
	type Device,
	deleteNoncesBefore,
	findDevice,
	saveAccessKeys,
	saveNonce,
} from '../storage/people/devices.ts'
import type { Store } from '../storage/store.ts'
import { restoreEnrolments, trustedCertificate } from './certificates.ts'
import { isReplyKey } from './seal-reply.ts'
import type { SealingKeys } from './sealing-keys.ts'
import type { Signer } from './signer.ts'
import { isPhoneKey, isSignedBy } from './verify-phone.ts'

export interface IdentifyDeps {
	readonly store: Store
	readonly signer: Signer
	readonly sealing: SealingKeys
	/** ms since 1970 */
	readonly now: () => number
}

export interface Identified {
	readonly header: RequestHeader
	readonly device: Device
	/** True if it was signed by a key that the phone's PIN unlocks: only then data is returned. */
	readonly mayRead: boolean
}

/** Protocol version from which a request contains its time and a digest of its frames. */
export const firstWithProof = 10

/**
 * Reads the header and the enrolment that signed it, from the beginning of a body. An enrolment that this
 * server lost in a restore is restored from its certificate, which follows the signature then.
 *
 * @throws Problem `bundle-unreadable`, `phone-unknown`, `request-outdated`, `request-repeated`,
 * `access-keys-differ`
 */
export async function identify(deps: IdentifyDeps, beginning: Uint8Array): Promise<Identified> {
	const { store } = deps
	const [first, second, third] = readBundle(beginning)?.frames ?? []
	if (first?.type !== frameTypes.header || second?.type !== frameTypes.signature)
		throw new Problem('bundle-unreadable')
	const header = readMessage(requestHeaderSchema, first.bytes)
	if (!header) throw new Problem('bundle-unreadable')
	const certificate = third ? await certificateIn(deps, third) : null
	const isCertified =
		certificate?.device === header.device &&
		certificate.publicKey !== null &&
		isSignedBy(certificate.publicKey, first.bytes, second.bytes)
	if (isCertified) await restoreEnrolments(store, [certificate], deps.now())
	const device = await findDevice(store.reading, header.device)
	if (!device?.publicKey || header.project !== store.project) throw new Problem('phone-unknown')
	const isOfAccessKey = device.access !== null && isSignedBy(device.access.sign, first.bytes, second.bytes)
	if (!isOfAccessKey && !isSignedBy(device.publicKey, first.bytes, second.bytes))
		throw new Problem('phone-unknown')
	// an offline bundle arrives late, and is answered with a receipt only
	const isLateOrOlder = header.carried !== undefined || header.v < firstWithProof
	if (isLateOrOlder) return { header, device, mayRead: false }
	await refuseReplayed(deps, device, header)
	if (isOfAccessKey) return { header, device, mayRead: true }
	const access = await shownKeys(store, device, header)
	return access
		? { header, device: { ...device, access }, mayRead: true }
		: { header, device, mayRead: false }
}

async function refuseReplayed(
	{ store, now }: Pick<IdentifyDeps, 'store' | 'now'>,
	{ id: device }: Device,
	{ sentAt, nonce }: { readonly sentAt?: number | undefined; readonly nonce: string },
): Promise<void> {
	const at = now()
	// the phone learns the time from the response, and signs again
	if (sentAt === undefined || Math.abs(sentAt - at) > requestWindowMs)
		throw new Problem('request-outdated', { now: at })
	if (!(await saveNonce(store.changing, { device, nonce, at }))) throw new Problem('request-repeated')
}

/** Deletes the nonces of requests that are too old to be accepted again. */
export const deleteOldNonces = (store: Store, now: number): Promise<void> =>
	deleteNoncesBefore(store.changing, now - 2 * requestWindowMs)

/**
 * Stores the access keys of a request if the phone has none yet: signed by the key at rest, and by the new
 * key itself. Once it has some, stolen files of a phone are not enough to replace them.
 *
 * @throws Problem `access-keys-differ`
 */
async function shownKeys(store: Store, device: Device, { access }: RequestHeader) {
	if (!access) return null
	const { sign, seal, proof } = access
	const isProven =
		isPhoneKey(sign) &&
		isReplyKey(seal) &&
		isSignedBy(sign, accessKeysToSign(device.id, { sign, seal }), bytesOf(proof))
	if (!isProven) throw new Problem('bundle-unreadable')
	const known = device.access ?? (await saveAccessKeys(store.changing, device.id, { sign, seal }))
	if (known.sign !== sign || known.seal !== seal) throw new Problem('access-keys-differ')
	return { sign, seal }
}

/**
 * Identifies the device of a read request outside of bundles: signed by the access key, recent, and used
 * once. @throws Problem `phone-unknown`, `request-outdated`, `request-repeated`
 */
export async function identifyReader(
	deps: Pick<IdentifyDeps, 'store' | 'now'>,
	{ device: id, address, sentAt, nonce, signature }: ReadingRequest,
): Promise<Device & { readonly access: NonNullable<Device['access']> }> {
	const { store } = deps
	const device = await findDevice(store.reading, id)
	const access = device?.access
	const toSign = readingToSign({ device: id, address, sentAt, nonce })
	if (!device || !access || !isSignedBy(access.sign, toSign, bytesOf(signature)))
		throw new Problem('phone-unknown')
	await refuseReplayed(deps, device, { sentAt, nonce })
	return { ...device, access }
}

export interface ReadingRequest {
	readonly device: string
	readonly address: string
	readonly sentAt: number
	readonly nonce: string
	readonly signature: string
}

function bytesOf(text: string): Uint8Array {
	try {
		return fromBase64url(text)
	} catch (thrown) {
		throw new Problem('phone-unknown', {}, thrown)
	}
}

/**
 * Reads a certificate frame: plain from phones, encrypted in offline bundles. Null for other frames, and for
 * a certificate that this server did not sign.
 */
export async function certificateIn(
	{ store, signer, sealing }: Pick<IdentifyDeps, 'store' | 'signer' | 'sealing'>,
	{ type, bytes }: Frame,
): Promise<Certificate | null> {
	if (type === frameTypes.certificate) return trustedCertificate(signer, store.project, bytes)
	const plain = type === frameTypes.sealedCertificate ? await sealing.open(bytes) : null
	return plain && plain !== 'key-unknown' ? trustedCertificate(signer, store.project, plain) : null
}
