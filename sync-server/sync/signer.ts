import { createPrivateKey, generateKeyPairSync, sign } from 'node:crypto'
import { fromBase64url, toBase64url } from '#shared/kernel/bytes'
import { signingKeyOf } from '../storage/signing-key-table.ts'
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
	const { publicKey, privateKey } = await signingKeyOf(store, () => {
		const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' })
		return {
			publicKey: toBase64url(pair.publicKey.export({ type: 'spki', format: 'der' })),
			privateKey: toBase64url(pair.privateKey.export({ type: 'pkcs8', format: 'der' })),
		}
	})
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
