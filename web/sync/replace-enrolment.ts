import { toBase64url } from '#shared/kernel/bytes'
import { Problem } from '#shared/kernel/problem'
import { browserLabel } from '#shared/people/browser-label'
import { enrolReplySchema } from '#shared/sync/messages'
import { replacementToSign } from '#shared/sync/replacement-messages'
import { postJson } from '../api/server-client.ts'
import { isDatabaseNewer } from '../storage/database/database.ts'
import { hasUnkept } from '../storage/drafts/answer-writer.ts'
import { accessKeysOf } from '../storage/enrolment/access-keys.ts'
import { keysFor, phoneId, type VaultSession } from '../storage/enrolment/enrolments.ts'
import { outboxState } from '../storage/outbox/outbox.ts'
import { moveEnrolment } from '../storage/records/move-enrolment.ts'
import { sign } from '../storage/vault/vault.ts'

/**
 * Replaces a cloned enrolment (another phone uses a copy of its data) by a new one under the same PIN. Null
 * while revisions are unsent or a form is open: the next sync tries again.
 * @throws Problem
 */
export async function replaceEnrolment(vaultSession: VaultSession): Promise<VaultSession | null> {
	const { device } = vaultSession
	if (isDatabaseNewer() || hasUnkept(device) || (await isAnyFormOpen())) return null
	if ((await outboxState(device)).waiting > 0) return null
	// on the disk before they are sent: if the reply is lost, the same keys get the same enrolment
	const code = `replaces ${device}`
	const { signingKey, publicKey } = await keysFor(code)
	const request = { device, publicKey, phone: await phoneId() }
	// signed by an access key: a thief of the phone's files alone cannot get an enrolment
	const signature = toBase64url(
		await sign((await accessKeysOf(vaultSession)).sign, replacementToSign(request)),
	)
	const label = browserLabel(navigator.userAgent) || 'Phone'
	const reply = enrolReplySchema.safeParse(
		await postJson('/api/enrolments/replacements', { ...request, label, signature }),
	)
	if (!reply.success) throw new Problem('not-our-server')
	return moveEnrolment(vaultSession, reply.data, { signingKey, code })
}

/** True if a form is open, also in another tab, which would write under the old enrolment. */
async function isAnyFormOpen(): Promise<boolean> {
	const { held = [] } = (await navigator.locks.query?.()) ?? {}
	return held.some(({ name }) => name?.startsWith('zila-draft '))
}
