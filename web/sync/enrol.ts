import { deviceLabel } from '#shared/access/device-label'
import { Problem } from '#shared/kernel/problem'
import { type EnrolReply, enrolReplySchema } from '#shared/sync/messages'
import { keysFor, phoneId } from '../storage/people-on-phone.ts'
import { postJson } from './server-client.ts'

/**
 * Exchanges an enrolment code for an enrolment. If the reply was lost, the code can be sent again. @throws
 * Problem
 */
export async function enrol(code: string): Promise<{ reply: EnrolReply; signingKey: CryptoKey }> {
	const { signingKey, publicKey } = await keysFor(code)
	const body = { code, publicKey, phone: await phoneId(), label: deviceLabel(navigator.userAgent) || 'Phone' }
	const reply = enrolReplySchema.safeParse(await postJson('/api/enrolments', body))
	if (!reply.success) throw new Problem('not-our-server')
	return { reply: reply.data, signingKey }
}
