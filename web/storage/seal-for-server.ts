import { type Bytes, fromBase64url, joinBytes } from '#shared/kernel/bytes'
import { shortDigest } from '#shared/kernel/digest'
import { Problem } from '#shared/kernel/problem'
import { boundTo, encodeSealedFrame } from '#shared/sync/sealed-frame'
import { sealingKeyId } from '#shared/sync/sealing'
import { agreeWith } from './agree-with.ts'
import { write } from './database.ts'

/*
 * The vault's other half, which comes when something is saved: seals to the project's key. Its own key lives for one revision,
 * so that nothing on this phone opens again what it sealed.
 */

/** What travels behind the id. `projectKey`: as the server gave it. @throws Problem `not-our-server` when it is none */
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

/** A frame of anything else than a revision: what is sealed gives the id. @throws Problem as above */
export async function buildSealedFrame(projectKey: string, plain: Bytes): Promise<Bytes> {
	const id = shortDigest(plain)
	return joinBytes([fromBase64url(id), await sealForServer(projectKey, id, plain)])
}

/**
 * The server says that it does not have this key: with the next contact it is asked for the one of today. Until then what is saved
 * and sent is sealed to this one all the same, since anybody can say so.
 */
export const markSealingKeyStale = (device: string, projectKey: string): Promise<void> =>
	write(['enrolments'], async (trx) => {
		const row = await trx.objectStore('enrolments').get(device)
		if (row?.sealingKey === projectKey)
			await trx.objectStore('enrolments').put({ ...row, isKeyDoubted: true })
	})
