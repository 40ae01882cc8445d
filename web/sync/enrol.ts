import { Problem } from '#shared/kernel/problem'
import { browserLabel } from '#shared/people/browser-label'
import { type EnrolReply, enrolReplySchema } from '#shared/sync/messages'
import { postJson } from '../api/server-client.ts'
import { keysFor, phoneId } from '../storage/enrolment/enrolments.ts'

/**
 * Exchanges an enrolment code for an enrolment. If the reply was lost, the code can be sent again. @throws
 * Problem
 */
export async function enrol(code: string): Promise<{ reply: EnrolReply; signingKey: CryptoKey }> {
	const { signingKey, publicKey } = await keysFor(code)
	const body = {
		code,
		publicKey,
		phone: await phoneId(),
		label: browserLabel(navigator.userAgent) || 'Phone',
	}
	const reply = enrolReplySchema.safeParse(await postJson('/api/enrolments', body))
	if (!reply.success) throw new Problem('not-our-server')
	return { reply: reply.data, signingKey }
}
