import { Problem } from '#shared/kernel/problem'
import { type EnrolReply, enrolReplySchema } from '#shared/sync/messages'
import { keysFor, phoneId } from '../storage/people-on-phone.ts'
import { postJson } from './server-client.ts'

/** Exchanges the one-time code for an enrolment. A code whose answer got lost can be sent again. @throws Problem */
export async function enrol(code: string): Promise<{ reply: EnrolReply; signingKey: CryptoKey }> {
	const { signingKey, publicKey } = await keysFor(code)
	const body = { code, publicKey, phone: await phoneId(), label: phoneLabel(navigator.userAgent) }
	const reply = enrolReplySchema.safeParse(await postJson('/api/enrolments', body))
	if (!reply.success) throw new Problem('not-our-server')
	return { reply: reply.data, signingKey }
}

/** `Android 13 · Chrome 138`: enough for a coordinator to tell two phones apart. */
export function phoneLabel(userAgent: string): string {
	const system =
		/Android [\d.]+|Windows NT [\d.]+|Mac OS X|iPhone OS [\d_]+|Linux/.exec(userAgent)?.[0] ?? 'Phone'
	const browser = /(?:Firefox|Edg|Chrome|Safari)\/\d+/.exec(userAgent)?.[0]?.replace('/', ' ') ?? ''
	return [system.replaceAll('_', '.'), browser].filter(Boolean).join(' · ').slice(0, 80)
}
