import { toBase64url } from '#shared/kernel/bytes'
import { type ConfirmDevice, confirmationToSign } from '#shared/sync/new-device'
import type { AtWork } from '../storage/people-on-phone.ts'
import { sign } from '../storage/vault.ts'
import { postJson } from './server-client.ts'

/** Says whether another device may be set up in this person's name, signed by this one's key. @throws Problem */
export async function confirmDevice(
	{ device, signingKey }: AtWork,
	id: string,
	decision: ConfirmDevice['decision'],
): Promise<void> {
	const said = { device, id, decision }
	const signature = toBase64url(await sign(signingKey, confirmationToSign(said)))
	await postJson('/api/enrolments/confirmations', { ...said, signature })
}
