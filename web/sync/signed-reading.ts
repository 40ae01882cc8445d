import { toBase64url } from '#shared/kernel/bytes'
import { randomId } from '#shared/kernel/ids'
import { Problem } from '#shared/kernel/problem'
import { protocolVersion } from '#shared/sync/protocol'
import { readingToSign } from '#shared/sync/request-proof'
import { type AccessKeys, accessKeysOf, markAccessAcknowledged } from '../storage/enrolment/access-keys.ts'
import { enrolmentOf, type VaultSession } from '../storage/enrolment/enrolments.ts'
import { randomBytes, sign } from '../storage/vault/vault.ts'
import { sendSignedBundle } from './send-signed-bundle.ts'
import { atServerTime } from './server-time.ts'

/** Proof in a request outside of the sync bundles: the PIN was entered, now, for exactly this request. */
export interface ReadingProof {
	readonly sentAt: number
	readonly nonce: string
	/** r‖s, base64url. */
	readonly signature: string
}

/** Signs a read request, and passes the keys that decrypt the reply. @throws Problem */
export async function signedReading<Result>(
	vaultSession: VaultSession,
	address: string,
	send: (proof: ReadingProof, access: AccessKeys) => Promise<Result>,
): Promise<Result> {
	const { device } = vaultSession
	// the decoy session has no access keys and reads nothing
	if (vaultSession.isDecoy) throw new Problem('no-connection')
	const access = await acknowledgedAccess(vaultSession)
	const { offsetMs } = await enrolmentOf(device)
	return atServerTime(offsetMs, async (sentAt) => {
		const nonce = randomId(randomBytes)
		const signature = await sign(access.sign, readingToSign({ device, address, sentAt, nonce }))
		return send({ sentAt, nonce, signature: toBase64url(signature) }, access)
	})
}

/**
 * Returns access keys that the server has accepted: a phone that reads before its first sync sends them in a
 * separate request.
 */
async function acknowledgedAccess(vaultSession: VaultSession): Promise<AccessKeys> {
	const { device, project, signingKey } = vaultSession
	const access = await accessKeysOf(vaultSession)
	if (access.isAccepted) return access
	const { cursor, offsetMs } = await enrolmentOf(device)
	const header = { v: protocolVersion, project, device, cursor, app: __APP_VERSION__, isSendOnly: true }
	await sendSignedBundle({ signingKey, access, offsetMs }, header, [])
	await markAccessAcknowledged(device)
	return { ...access, isAccepted: true }
}
