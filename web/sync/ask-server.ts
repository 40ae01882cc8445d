import { type Bytes, utf8 } from '#shared/kernel/bytes'
import { randomId } from '#shared/kernel/ids'
import { Problem } from '#shared/kernel/problem'
import { type Frame, frameTypes, readBundle, writeBundle } from '#shared/sync/bundle'
import { type ReplyHeader, type RequestHeader, readMessage, replyHeaderSchema } from '#shared/sync/messages'
import { randomBytes, sign } from '../storage/vault.ts'
import { postBundle } from './server-client.ts'

export interface Reply {
	readonly header: ReplyHeader
	readonly frames: readonly Frame[]
}

/** One request, signed by the enrolment's key, which needs no PIN. @throws Problem */
export async function askServer(
	signingKey: CryptoKey,
	what: Omit<RequestHeader, 'nonce'>,
	frames: readonly Frame[],
): Promise<Reply> {
	const nonce = randomId(randomBytes)
	const header = utf8(JSON.stringify({ ...what, nonce }))
	const signature = await sign(signingKey, header)
	const request = writeBundle([
		{ type: frameTypes.header, bytes: header },
		{ type: frameTypes.signature, bytes: signature },
		...frames,
	])
	return readReply(await postBundle(request), nonce)
}

/** @throws Problem `not-our-server` for anything but a whole reply to this request */
export function readReply(body: Bytes, nonce: string): Reply {
	const bundle = readBundle(body)
	const [first, ...frames] = bundle?.frames ?? []
	const header = first?.type === frameTypes.header ? readMessage(replyHeaderSchema, first.bytes) : null
	if (!bundle?.isComplete || header?.nonce !== nonce) throw new Problem('not-our-server')
	return { header, frames }
}
