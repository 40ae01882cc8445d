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
import { type AccessKeys, openReply } from '../storage/access-keys.ts'
import { enrolmentOf } from '../storage/people-on-phone.ts'
import { randomBytes, sign } from '../storage/vault.ts'
import { postBundle } from './server-client.ts'
import { atServerTime } from './server-time.ts'

/** Who asks: by the key at rest, which hands work in, or by the keys that the PIN opens, which also read. */
export interface Asker {
	readonly signingKey: CryptoKey
	/** Null while nobody has unlocked the phone. */
	readonly access: AccessKeys | null
	/** Server time minus phone time, ms; null before the first contact. */
	readonly offsetMs: number | null
}

export interface Reply {
	readonly header: ReplyHeader
	/** What was sealed to this phone. */
	readonly frames: readonly Frame[]
	/** Who wrote the revisions among them, by enrolment. */
	readonly authors: Authors
}

/** One request, signed with all its frames. @throws Problem */
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
				// a request without `app` goes to a server of version 12, which needs no digest of nothing
				...(what.app === undefined && frames.length === 0 ? {} : { digest: framesDigest(frames) }),
				...(access && !access.isKept ? { access: access.shown } : {}),
			}),
		)
		// the server takes what is shown from the key that it knows
		const signature = await sign(access?.isKept ? access.sign : signingKey, header)
		const request = writeBundle([
			{ type: frameTypes.header, bytes: header },
			{ type: frameTypes.signature, bytes: signature },
			...frames,
		])
		const { header: said, frames: came } = readReply(await postBundle(request), { nonce, marks: what.marks })
		return { header: await verifiedHeader(said, what), ...(await openNews(came, access, nonce)) }
	})
}

/** Keys of the server come in few replies. */
async function verifiedHeader(
	header: ReplyHeader,
	{ device, project }: Pick<RequestHeader, 'device' | 'project'>,
): Promise<ReplyHeader> {
	if (header.sealingKey === undefined && header.serverKey === undefined) return header
	const { withTrustedKeys } = await import('./trusted-keys.ts')
	return withTrustedKeys(header, project, (await enrolmentOf(device)).serverKey)
}

/** @throws Problem `not-our-server` for anything but a whole reply to this request */
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

/** @throws Problem `not-our-server` where it is sealed to somebody else, or answers another request */
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
