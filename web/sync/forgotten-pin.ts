import { toBase64url } from '#shared/kernel/bytes'
import { normaliseCode } from '#shared/kernel/ids'
import { Problem } from '#shared/kernel/problem'
import { pinResetResponseSchema, pinResetToSign } from '#shared/sync/replacement-messages'
import { postJson } from '../api/server-client.ts'
import { enrolmentOf, type VaultSession } from '../storage/enrolment/enrolments.ts'
import { loadEscrowedKey, unlockWithEscrowedKey } from '../storage/records/escrowed-key.ts'
import { sign } from '../storage/vault/vault.ts'

/**
 * Exchanges the coordinator's code for the vault's key, and wraps that with a new PIN. If the reply was lost,
 * the code can be sent again.
 * @throws Problem
 */
export async function resetForgottenPin(device: string, code: string, newPin: string): Promise<VaultSession> {
	const { signingKey } = await enrolmentOf(device)
	const request = { device, code: normaliseCode(code), sealed: toBase64url(await loadEscrowedKey(device)) }
	const signature = toBase64url(await sign(signingKey, pinResetToSign(request)))
	const reply = pinResetResponseSchema.safeParse(
		await postJson('/api/enrolments/spare-key', { ...request, signature }),
	)
	if (!reply.success) throw new Problem('not-our-server')
	return unlockWithEscrowedKey(device, reply.data.key, newPin)
}
