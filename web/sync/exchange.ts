import { type Bytes, utf8 } from '#shared/kernel/bytes'
import { shortDigest } from '#shared/kernel/digest'
import { randomId } from '#shared/kernel/ids'
import { Problem } from '#shared/kernel/problem'
import { readRevision } from '#shared/revisions/revision'
import { type Frame, frameTypes, readBundle, writeBundle } from '#shared/sync/bundle'
import {
	type Document,
	documentSchema,
	isAtServer,
	type ReplyHeader,
	type RequestHeader,
	readMessage,
	replyHeaderSchema,
} from '#shared/sync/messages'
import { limits, protocolVersion } from '#shared/sync/protocol'
import { openRevisionFrame, revisionFrame } from '#shared/sync/revision-frame'
import { database, storageProblem } from '../storage/database.ts'
import { type Incoming, keepReply, outgoing } from '../storage/outbox.ts'
import type { AtWork } from '../storage/people-on-phone.ts'
import { randomBytes, sign } from '../storage/vault.ts'
import { deflate, inflate } from './deflate.ts'
import { postBundle } from './server-client.ts'

/** How much goes in one request, in plain bytes: small at first on a poor line, doubled while it goes well. */
export interface BatchSize {
	bytes: number
}
export const smallestBatch = 32 * 1024
const largestBatch = 512 * 1024

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
	const enrolment = await (await database()).get('enrolments', atWork.device)
	if (!enrolment) throw storageProblem(new Error('the enrolment is gone'))
	const waiting = await outgoing(atWork, { count: limits.revisionsPerBundle, bytes: batch.bytes })
	const header: RequestHeader = {
		v: protocolVersion,
		project: atWork.project,
		device: atWork.device,
		nonce: randomId(randomBytes),
		cursor: enrolment.cursor,
		app,
	}
	const headerBytes = utf8(JSON.stringify(header))
	const frames: Frame[] = [
		{ type: frameTypes.header, bytes: headerBytes },
		{ type: frameTypes.signature, bytes: await sign(atWork.signingKey, headerBytes) },
		...(await Promise.all(waiting.map(async ({ id, bytes }) => revisionFrame(id, await deflate(bytes))))),
	]
	let body: Bytes
	try {
		body = await postBundle(writeBundle(frames))
	} catch (thrown) {
		batch.bytes = Math.max(smallestBatch / 4, batch.bytes / 2)
		throw thrown
	}
	const reply = readReply(body, header.nonce)
	const { incoming, documents } = await readFeed(reply.frames, reply.header)
	await keepReply(atWork, reply.header, incoming, documents, Date.now())
	batch.bytes = Math.min(largestBatch, batch.bytes * 2)
	const tried = new Set(waiting.map(({ id }) => id))
	const left = await (await database()).getAllKeysFromIndex('revisions', 'state', [atWork.device, 'waiting'])
	return {
		sent: reply.header.acks.filter(([id, code]) => tried.has(id) && isAtServer(code)).length,
		more: reply.header.more || left.some(([, id]) => !tried.has(id)),
		notices: reply.header.notices,
	}
}

/** @throws Problem `not-our-server` for anything but a whole reply to this request */
function readReply(body: Bytes, nonce: string): { header: ReplyHeader; frames: readonly Frame[] } {
	const bundle = readBundle(body)
	const [first] = bundle?.frames ?? []
	const header = first?.type === frameTypes.header ? readMessage(replyHeaderSchema, first.bytes) : null
	if (!bundle?.isComplete || header?.nonce !== nonce) throw new Problem('not-our-server')
	return { header, frames: bundle.frames }
}

async function readFeed(frames: readonly Frame[], header: ReplyHeader) {
	const incoming: Incoming[] = []
	const documents: Document[] = []
	for (const { type, bytes } of frames) {
		if (type === frameTypes.document) {
			const document = readMessage(documentSchema, await inflate(bytes.slice()))
			if (document) documents.push(document)
		} else if (type === frameTypes.revision) {
			const { id, deflated } = openRevisionFrame(bytes)
			const plain = await inflate(deflated.slice())
			const revision = shortDigest(plain) === id ? readRevision(plain) : null
			const author = revision ? header.authors[revision.device] : undefined
			if (revision && author)
				incoming.push({ id, bytes: plain, record: revision.record, n: revision.n, role: author.role })
		}
	}
	return { incoming, documents }
}
