import { type Bytes, utf8 } from '#shared/kernel/bytes'
import { randomId } from '#shared/kernel/ids'
import { Problem } from '#shared/kernel/problem'
import { type Frame, frameTypes, readBundle, writeBundle } from '#shared/sync/bundle'
import {
	type Authors,
	type ReplyHeader,
	type RequestHeader,
	readMessage,
	replyHeaderSchema,
	sealedHeaderSchema,
	withHead,
} from '#shared/sync/messages'
import { framesDigest } from '#shared/sync/request-proof'
import { postBundle } from '../api/server-client.ts'
import { type AccessKeys, openReply } from '../storage/enrolment/access-keys.ts'
import { enrolmentOf } from '../storage/enrolment/enrolments.ts'
import { randomBytes, sign } from '../storage/vault/vault.ts'
import { atServerTime } from './server-time.ts'

/**
 * Keys of a request: the signing key alone can submit work; the access keys, which the PIN unlocks, can also
 * read.
 */
export interface Asker {
	readonly signingKey: CryptoKey
	/** Null while the phone is locked. */
	readonly access: AccessKeys | null
	/** Server time minus phone time, ms; null before the first sync. */
	readonly offsetMs: number | null
}

export interface Reply {
	readonly header: ReplyHeader
	/** Frames of the reply, decrypted. */
	readonly frames: readonly Frame[]
	/** Authors of the revisions, by enrolment. */
	readonly authors: Authors
}

/** Sends one request, signed together with all its frames. @throws Problem */
export function sendSignedBundle(
	{ signingKey, access, offsetMs }: Asker,
	what: Omit<RequestHeader, 'nonce'>,
	frames: readonly Frame[],
): Promise<Reply> {
	return atServerTime(offsetMs, async (sentAt) => {
		const nonce = randomId(randomBytes)
		const header = utf8(
			JSON.stringify({
				...what,
				nonce,
				sentAt,
				// a request without `app` goes to a server of version 12, which needs no digest for an empty list
				...(what.app === undefined && frames.length === 0 ? {} : { digest: framesDigest(frames) }),
				...(access && !access.isAccepted ? { access: access.shown } : {}),
			}),
		)
		// the server accepts new access keys only with a signature of the key that it has
		const signature = await sign(access?.isAccepted ? access.sign : signingKey, header)
		const request = writeBundle([
			{ type: frameTypes.header, bytes: header },
			{ type: frameTypes.signature, bytes: signature },
			...frames,
		])
		const { header: replyHeader, frames: replyFrames } = readReply(await postBundle(request), {
			nonce,
			marks: what.marks,
		})
		return {
			header: await verifiedHeader(replyHeader, what),
			...(await openNews(replyFrames, access, nonce)),
		}
	})
}

/** Verifies the server's keys in a reply; loaded on demand, since few replies contain any. */
async function verifiedHeader(
	header: ReplyHeader,
	{ device, project }: Pick<RequestHeader, 'device' | 'project'>,
): Promise<ReplyHeader> {
	if (header.sealingKey === undefined && header.serverKey === undefined) return header
	const { withTrustedKeys } = await import('./trusted-keys.ts')
	return withTrustedKeys(header, project, (await enrolmentOf(device)).serverKey)
}

/** @throws Problem `not-our-server` for anything but a complete reply to this request */
export function readReply(
	body: Bytes,
	{ nonce, marks }: Pick<RequestHeader, 'nonce' | 'marks'>,
): { readonly header: ReplyHeader; readonly frames: readonly Frame[] } {
	const bundle = readBundle(body)
	const [first, ...frames] = bundle?.frames ?? []
	const sent = first?.type === frameTypes.header ? readMessage(replyHeaderSchema, first.bytes) : null
	const header = sent && withHead(sent, marks)
	if (!bundle?.isComplete || header?.nonce !== nonce) throw new Problem('not-our-server')
	return { header, frames }
}

/** @throws Problem `not-our-server` if the reply is sealed to another key, or answers another request */
async function openNews(
	frames: readonly Frame[],
	access: AccessKeys | null,
	nonce: string,
): Promise<Pick<Reply, 'frames' | 'authors'>> {
	const sealed = frames.find(({ type }) => type === frameTypes.sealedReply)
	if (!sealed || !access) return { frames: [], authors: {} }
	const plain = await openReply(access, sealed.bytes.slice(), nonce)
	const [first, ...news] = (plain && readBundle(plain)?.frames) || []
	const header = first ? readMessage(sealedHeaderSchema, first.bytes) : null
	if (!header) throw new Problem('not-our-server')
	return { frames: news, authors: header.authors }
}
