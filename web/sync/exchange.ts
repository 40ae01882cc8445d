import { type Bytes, utf8 } from '#shared/kernel/bytes'
import { shortDigest } from '#shared/kernel/digest'
import { randomId } from '#shared/kernel/ids'
import { Problem } from '#shared/kernel/problem'
import { readRevision } from '#shared/revisions/revision'
import { type Frame, frameTypes, readBundle, writeBundle } from '#shared/sync/bundle'
import {
	documentSchema,
	isAtServer,
	type ReplyHeader,
	type RequestHeader,
	readMessage,
	replyHeaderSchema,
} from '#shared/sync/messages'
import { limits, protocolVersion } from '#shared/sync/protocol'
import { openRevisionFrame, revisionFrame } from '#shared/sync/revision-frame'
import { database } from '../storage/database.ts'
import { inflate } from '../storage/deflate.ts'
import type { IncomingDocument } from '../storage/documents.ts'
import { type Incoming, keepReply, outgoing } from '../storage/outbox.ts'
import { type AtWork, enrolmentOf } from '../storage/people-on-phone.ts'
import { randomBytes, sign } from '../storage/vault.ts'
import { postBundle } from './server-client.ts'

/** How many bytes go in one request: few at first on a poor line, doubled while it goes well. */
export interface BatchSize {
	bytes: number
}
export const smallestBatch = 16 * 1024
const largestBatch = 256 * 1024

export interface Exchanged {
	readonly sent: number
	/** There is more to send or to hear. */
	readonly more: boolean
	readonly notices: ReplyHeader['notices']
}

/**
 * One round trip: sends what waits, keeps what is new. Nothing counts as sent unless the reply is our server's and
 * answers this very request.
 *
 * @throws Problem
 */
export async function exchange(atWork: AtWork, batch: BatchSize, app: string): Promise<Exchanged> {
	const { cursor: heard, notUnderstood } = await enrolmentOf(atWork.device)
	// a newer app asks again for what an older one could not understand
	const isNewer = notUnderstood !== null && notUnderstood.app !== app
	const cursor = isNewer ? Math.min(heard, notUnderstood.cursor) : heard
	const waiting = await outgoing(atWork, { count: limits.revisionsPerBundle, bytes: batch.bytes })
	const header: RequestHeader = {
		v: protocolVersion,
		project: atWork.project,
		device: atWork.device,
		nonce: randomId(randomBytes),
		cursor,
		app,
	}
	const headerBytes = utf8(JSON.stringify(header))
	const frames: Frame[] = [
		{ type: frameTypes.header, bytes: headerBytes },
		{ type: frameTypes.signature, bytes: await sign(atWork.signingKey, headerBytes) },
		...waiting.map(({ id, bytes }) => revisionFrame(id, bytes)),
	]
	let body: Bytes
	try {
		body = await postBundle(writeBundle(frames))
	} catch (thrown) {
		batch.bytes = Math.max(smallestBatch / 4, batch.bytes / 2)
		throw thrown
	}
	const reply = readReply(body, header.nonce)
	const { incoming, documents, isWhole } = await readFeed(reply.frames, reply.header)
	const before = isNewer ? null : notUnderstood
	const isAllKept = await keepReply(
		atWork,
		{
			header: reply.header,
			incoming,
			documents,
			notUnderstood: before ?? (isWhole ? null : { cursor, app }),
		},
		Date.now(),
	)
	batch.bytes = Math.min(largestBatch, batch.bytes * 2)
	const tried = new Set(waiting.map(({ id }) => id))
	const left = await (await database()).getAllKeysFromIndex('revisions', 'state', [atWork.device, 'waiting'])
	return {
		sent: reply.header.acks.filter(([id, code]) => tried.has(id) && isAtServer(code)).length,
		// what could not be kept now is not asked for again at once
		more: (reply.header.more && isAllKept) || left.some(([, id]) => !tried.has(id)),
		notices: reply.header.notices,
	}
}

/** @throws Problem `not-our-server` for anything but a whole reply to this request */
function readReply(body: Bytes, nonce: string): { header: ReplyHeader; frames: readonly Frame[] } {
	const bundle = readBundle(body)
	const [first, ...frames] = bundle?.frames ?? []
	const header = first?.type === frameTypes.header ? readMessage(replyHeaderSchema, first.bytes) : null
	if (!bundle?.isComplete || header?.nonce !== nonce) throw new Problem('not-our-server')
	return { header, frames }
}

/** What of the feed this app understands, and whether that is all of it. One frame that it does not is no obstacle. */
async function readFeed(frames: readonly Frame[], header: ReplyHeader) {
	const incoming: Incoming[] = []
	const documents: IncomingDocument[] = []
	let isWhole = true
	for (const { type, bytes } of frames) {
		const found =
			type === frameTypes.document
				? await readDocument(bytes)
				: type === frameTypes.revision
					? await readIncoming(bytes, header)
					: null
		if (!found) isWhole = false
		else if ('ref' in found) documents.push(found)
		else incoming.push(found)
	}
	return { incoming, documents, isWhole }
}

async function readDocument(bytes: Uint8Array): Promise<IncomingDocument | null> {
	const deflated = bytes.slice()
	const plain = await inflate(deflated).catch(() => null)
	const document = plain ? readMessage(documentSchema, plain) : null
	return document ? { ...document, deflated } : null
}

async function readIncoming(bytes: Uint8Array, header: ReplyHeader): Promise<Incoming | null> {
	const { id, deflated } = openRevisionFrame(bytes)
	const copy = deflated.slice()
	const plain = await inflate(copy).catch(() => null)
	const revision = plain && shortDigest(plain) === id ? readRevision(plain) : null
	const author = revision ? header.authors[revision.device] : undefined
	if (!revision || !author) return null
	return { id, deflated: copy, record: revision.record, n: revision.n, role: author.role }
}
