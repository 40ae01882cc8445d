import {
	createECDH,
	createPrivateKey,
	createPublicKey,
	generateKeyPairSync,
	type KeyObject,
	sign,
} from 'node:crypto'
import { fromBase64url, toBase64url } from '#shared/kernel/bytes'
import { type SigningKeyRow, signingKeyOf } from '../storage/signing-key-table.ts'
import type { Store } from '../storage/store.ts'

/** Signs for the server: certificates of enrolments, and what is written at the desk. */
export interface Signer {
	/** SPKI, base64url. */
	readonly publicKey: string
	/** ECDSA P-256, SHA-256, r‖s. */
	sign(bytes: Uint8Array): Uint8Array
}

/** The signer of this project, the same for every process on its store. */
export async function openSigner(store: Store): Promise<Signer> {
	const { publicKey, privateKey } = await signingKeyOf(store, () =>
		rowOf(generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey),
	)
	const key = createPrivateKey({
		key: Buffer.from(fromBase64url(privateKey)),
		format: 'der',
		type: 'pkcs8',
	})
	return {
		publicKey,
		sign: (bytes) => sign('sha256', bytes, { key, dsaEncoding: 'ieee-p1363' }),
	}
}

const rowOf = (key: KeyObject): SigningKeyRow => ({
	publicKey: toBase64url(createPublicKey(key).export({ type: 'spki', format: 'der' })),
	privateKey: toBase64url(key.export({ type: 'pkcs8', format: 'der' })),
})

/** The signing key whose private half is this number of 32 bytes. @throws Error for what is none */
export function signingKeyFrom(scalar: Uint8Array): SigningKeyRow {
	const pair = createECDH('prime256v1')
	pair.setPrivateKey(scalar)
	const point = pair.getPublicKey()
	const [x, y] = [point.subarray(1, 33), point.subarray(33)].map((half) => half.toString('base64url'))
	const key = { kty: 'EC', crv: 'P-256', d: toBase64url(scalar), ...(x && y ? { x, y } : {}) }
	return rowOf(createPrivateKey({ key, format: 'jwk' }))
}
