import { type Bytes, fromBase64url, joinBytes } from '#shared/kernel/bytes'
import { shortDigest } from '#shared/kernel/digest'
import { Problem } from '#shared/kernel/problem'
import { boundTo, encodeSealedFrame } from '#shared/sync/sealed-frame'
import { sealingKeyId } from '#shared/sync/sealing'
import { write } from '../database/database.ts'
import { agreeWith } from '../vault/hpke-exchange.ts'

/*
 * The part of the vault that is loaded when something is saved: seals to the project's key. Its ephemeral key
 * is used for one revision, so that nothing on this phone can decrypt what it sealed.
 */

/**
 * Returns the sealed frame without its id. `projectKey`: as received from the server. @throws Problem
 * `not-our-server` if it is invalid
 */
export async function sealForServer(projectKey: string, id: string, deflated: Bytes): Promise<Bytes> {
	const agreed = await agreeWith(projectKey)
	if (!agreed) throw new Problem('not-our-server')
	const { recipient, enc, aes, nonce } = agreed
	const algorithm = { name: 'AES-GCM', iv: nonce, additionalData: boundTo(id) }
	const box = await crypto.subtle.encrypt(algorithm, aes, deflated)
	return encodeSealedFrame({
		keyId: sealingKeyId(recipient),
		enc,
		box: new Uint8Array(box),
	})
}

/**
 * Builds a sealed frame of data that is not a revision: its id is a digest of the data. @throws Problem as
 * `sealForServer`
 */
export async function buildSealedFrame(projectKey: string, plain: Bytes): Promise<Bytes> {
	const id = shortDigest(plain)
	return joinBytes([fromBase64url(id), await sealForServer(projectKey, id, plain)])
}

/**
 * Records that the server does not know this key: the next sync requests the current one. Until then
 * revisions are still sealed to it, since the message may be forged.
 */
export const markSealingKeyStale = (device: string, projectKey: string): Promise<void> =>
	write(['enrolments'], async ({ enrolments }) => {
		const row = await enrolments.get(device)
		if (row?.sealingKey === projectKey) await enrolments.update(device, { isKeyDoubted: true })
	})
