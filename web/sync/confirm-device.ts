import { type ConfirmDevice, confirmationAddress } from '#shared/sync/new-device'
import { postJson } from '../api/server-client.ts'
import type { VaultSession } from '../storage/enrolment/enrolments.ts'
import { signedReading } from './signed-reading.ts'

/** Approves or rejects another device in this person's name, signed by an access key. @throws Problem */
export async function confirmDevice(
	vaultSession: VaultSession,
	id: string,
	decision: ConfirmDevice['decision'],
): Promise<void> {
	const confirmation = { device: vaultSession.device, id, decision }
	await signedReading(vaultSession, confirmationAddress(confirmation), (proof) =>
		postJson('/api/enrolments/confirmations', { ...confirmation, ...proof }),
	)
}
