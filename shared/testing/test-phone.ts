import { Aes256Gcm, CipherSuite, DhkemP256HkdfSha256, HkdfSha256 } from '@hpke/core'
import type { Answer } from '#shared/forms/answers'
import { type Bytes, fromBase64url, toBase64url, utf8 } from '#shared/kernel/bytes'
import { type RandomBytes, randomId } from '#shared/kernel/ids'
import { type FoldRevision, fold } from '#shared/revisions/fold'
import { emptyView } from '#shared/revisions/record-state'
import { type Revision, writeRevision } from '#shared/revisions/revision'
import { computeStateDigest } from '#shared/revisions/state-digest'
import { type Frame, frameTypes, readBundle, writeBundle } from '#shared/sync/bundle'
import {
	type AccessKeysShown,
	type Authors,
	type Document,
	documentSchema,
	type ReplyHeader,
	type RequestHeader,
	readMessage,
	replyHeaderSchema,
	sealedHeaderSchema,
	withHead,
} from '#shared/sync/messages'
import { limits, protocolVersion } from '#shared/sync/protocol'
import {
	type AccessPublicKeys,
	accessKeysToSign,
	framesDigest,
	readingToSign,
} from '#shared/sync/request-proof'
import {
	openRevisionFrame,
	openSignatureFrame,
	revisionFrame,
	revisionToSign,
	sealedRevisionFrame,
	signatureFrame,
} from '#shared/sync/revision-frame'
import { boundTo, encodeSealedFrame } from '#shared/sync/sealed-frame'
import { boundToNonce, openSealedReply, replyInfo } from '#shared/sync/sealed-reply'
import { sealingInfo, sealingKeyId } from '#shared/sync/sealing'

/** An independent implementation of RFC 9180, not the program's own: a check on our phones and servers. */
export const hpke = new CipherSuite({
	kem: new DhkemP256HkdfSha256(),
	kdf: new HkdfSha256(),
	aead: new Aes256Gcm(),
})

/** Deflates or inflates (RFC 1951) with the platform's streams. */
async function through(bytes: Uint8Array, stream: CompressionStream | DecompressionStream): Promise<Bytes> {
	const whole = new Response(new Blob([bytes.slice()]).stream().pipeThrough(stream))
	return new Uint8Array(await whole.arrayBuffer())
}
export const deflated = (bytes: Uint8Array) => through(bytes, new CompressionStream('deflate-raw'))
export const inflated = (bytes: Uint8Array) => through(bytes, new DecompressionStream('deflate-raw'))

export interface Enrolled {
	readonly project: string
	readonly device: string
	readonly person: string
	/** The project's key. */
	readonly sealingKey: string
	readonly sign: (bytes: Bytes) => Promise<Bytes>
}

export interface Edit {
	readonly id: string
	readonly revision: Revision
	readonly bytes: Bytes
}

export interface TestReply {
	readonly header: ReplyHeader
	/** Authors of the revisions, by enrolment. */
	readonly authors: Authors
	readonly revisions: readonly string[]
	readonly documents: readonly Document[]
	/** Signatures by revision id. */
	readonly signatures: ReadonlyMap<string, Bytes>
	/** Certificates as they came. */
	readonly certificates: readonly Bytes[]
	/** Revisions with erased values, in plain, by id. */
	readonly redacted: ReadonlyMap<string, Bytes>
}

/** A phone as a server sees it: writes revisions, sends them, parses responses. */
export class TestPhone {
	readonly enrolled: Enrolled
	readonly #random: RandomBytes
	#n = 0
	cursor = 0
	/** Server time, ms, with which requests are signed. */
	readonly now: () => number
	readonly #access: Promise<TestAccess>
	/** True if the server has answered with the access keys: they sign from now on, and are no longer sent. */
	isAccessRegistered = false

	constructor(enrolled: Enrolled, random: RandomBytes, now = Date.now, access = testAccess()) {
		this.enrolled = enrolled
		this.#random = random
		this.now = now
		this.#access = access
	}
	/** Returns another phone with the files of this one as they were at the enrolment. */
	copy(): TestPhone {
		return new TestPhone(this.enrolled, this.#random, this.now, this.#access)
	}
	/** Returns the access keys, which the PIN opens. */
	access(): Promise<TestAccess> {
		return this.#access
	}
	/** Returns the access keys as a request contains them, with the proof. */
	async shownAccess(): Promise<AccessKeysShown> {
		const { keys, sign } = await this.#access
		return { ...keys, proof: toBase64url(await sign(accessKeysToSign(this.enrolled.device, keys))) }
	}
	/** Returns the signed fields of a request outside of bundles, with the access key. */
	async reading(address: string): Promise<{ sentAt: number; nonce: string; signature: string }> {
		const { sign, opening } = await this.#access
		const proof = { sentAt: this.now(), nonce: randomId(this.#random) }
		replyKeys.set(proof.nonce, opening)
		const signature = await sign(readingToSign({ device: this.enrolled.device, address, ...proof }))
		return { ...proof, signature: toBase64url(signature) }
	}
	newRecord(): string {
		return randomId(this.#random)
	}
	/** Creates an edit on top of others; `seen` are all edits of the record that were on the screen. */
	edit(record: string, set: Record<string, Answer | null>, seen: readonly Edit[] = []): Edit {
		const known = new Map(
			seen.map(({ id, revision }): [string, FoldRevision] => [
				id,
				{ id, parents: revision.parents, set: revision.set, rank: 1 },
			]),
		)
		const view = seen.length === 0 ? emptyView : fold(known)
		const { project, device, person } = this.enrolled
		const revision: Revision = {
			v: 1,
			project,
			record,
			form: { id: 'household', ver: 1 },
			parents: [...view.heads],
			author: person,
			device,
			n: ++this.#n,
			at: { wall: '2026-01-15T05:00:00.000Z', tz: 300, off: null },
			set: seen.length === 0 && !('$status' in set) ? { $status: 'submitted', ...set } : set,
			sum: computeStateDigest(view),
			salt: randomId(this.#random),
		}
		return { revision, ...writeRevision(revision) }
	}
	/** Returns the frames of edits, each followed by its signature. */
	async frames(edits: readonly Edit[]): Promise<Frame[]> {
		const [plain, signatures] = await Promise.all([this.unsignedFrames(edits), this.signatures(edits)])
		return plain.flatMap((frame, i) => [frame, ...signatures.slice(i, i + 1)])
	}
	/** Returns the frames as apps before version 3 sent them, and as an intermediary can make them. */
	unsignedFrames(edits: readonly Edit[]): Promise<Frame[]> {
		return Promise.all(edits.map(async ({ id, bytes }) => revisionFrame(id, await deflated(bytes))))
	}
	/** Returns the frames as our phones send them, sealed to a key: the project's, or another. */
	async sealedFrames(edits: readonly Edit[], key = this.enrolled.sealingKey): Promise<Frame[]> {
		const signatures = await this.signatures(edits)
		const sealed = await Promise.all(
			edits.map(async ({ id, bytes }) => {
				const point = fromBase64url(key)
				const recipientPublicKey = await hpke.kem.importKey('raw', point.buffer, true)
				const message = [
					{ recipientPublicKey, info: sealingInfo },
					await deflated(bytes),
					boundTo(id),
				] as const
				const { ct, enc } = await hpke.seal(...message)
				const [box, keyId] = [new Uint8Array(ct), sealingKeyId(point)]
				return sealedRevisionFrame(id, encodeSealedFrame({ keyId, enc: new Uint8Array(enc), box }))
			}),
		)
		return sealed.flatMap((frame, i) => [frame, ...signatures.slice(i, i + 1)])
	}
	/** Returns the signatures of this phone's edits. */
	signatures(edits: readonly Edit[]): Promise<Frame[]> {
		return Promise.all(
			edits.map(async ({ id }) => signatureFrame(id, await this.enrolled.sign(revisionToSign(id)))),
		)
	}
	/**
	 * Builds a signed request. `key`: `of the PIN` sends the access keys, and signs with them once the server
	 * has answered with them; `at rest` never does.
	 */
	async request(
		frames: readonly Frame[],
		change: Partial<RequestHeader> = {},
		key: 'of the PIN' | 'at rest' = 'of the PIN',
	): Promise<{ body: Bytes; nonce: string }> {
		const nonce = randomId(this.#random)
		replyKeys.set(nonce, (await this.#access).opening)
		const header = utf8(
			JSON.stringify({
				v: protocolVersion,
				project: this.enrolled.project,
				device: this.enrolled.device,
				nonce,
				cursor: this.cursor,
				app: 'test',
				sentAt: this.now(),
				digest: framesDigest(frames),
				...(key === 'of the PIN' && !this.isAccessRegistered ? { access: await this.shownAccess() } : {}),
				...change,
			}),
		)
		const { sign } = key === 'of the PIN' && this.isAccessRegistered ? await this.#access : this.enrolled
		const signature = await sign(header)
		return {
			nonce,
			body: writeBundle([
				{ type: frameTypes.header, bytes: header },
				{ type: frameTypes.signature, bytes: signature },
				...frames,
			]),
		}
	}
	/** Sends edits and parses the responses, moving the cursor. */
	async sync(post: (body: Bytes) => Promise<Bytes>, edits: readonly Edit[] = []): Promise<TestReply> {
		const replies: TestReply[] = []
		// in several bundles, as every phone does
		for (let at = 0; at === 0 || at < edits.length; at += limits.revisionsPerBundle) {
			const some = edits.slice(at, at + limits.revisionsPerBundle)
			const { body } = await this.request(await this.frames(some))
			const reply = await readReply(await post(body))
			this.cursor = reply.header.cursor
			replies.push(reply)
		}
		return joined(replies)
	}
}

/** Joins the responses to several bundles; the header is the last one, with all acknowledgements. */
function joined(replies: readonly TestReply[]): TestReply {
	const last = replies.at(-1)
	if (!last) throw new Error('nothing was sent')
	if (replies.length === 1) return last
	return {
		header: { ...last.header, acks: replies.flatMap(({ header }) => header.acks) },
		authors: Object.assign({}, ...replies.map(({ authors }) => authors)),
		revisions: replies.flatMap(({ revisions }) => revisions),
		documents: replies.flatMap(({ documents }) => documents),
		signatures: new Map(replies.flatMap(({ signatures }) => [...signatures])),
		certificates: replies.flatMap(({ certificates }) => certificates),
		redacted: new Map(replies.flatMap(({ redacted }) => [...redacted])),
	}
}

/** Keys that open the responses, by nonce of the request. */
const replyKeys = new Map<string, CryptoKeyPair>()

/** Opens the sealed part of a response to the request with this nonce. Null if it does not open. */
export async function openedReply(sealed: Bytes, nonce: string): Promise<Bytes | null> {
	const recipientKey = replyKeys.get(nonce)
	const parts = openSealedReply(sealed)
	if (!recipientKey || !parts) return null
	const opened = await hpke.open(
		{ recipientKey, enc: parts.enc, info: replyInfo },
		parts.box,
		boundToNonce(nonce),
	)
	return new Uint8Array(opened)
}

/** Parses a response. `marks`: those of the request. */
export async function readReply(body: Bytes, marks?: RequestHeader['marks']): Promise<TestReply> {
	const bundle = readBundle(body)
	const [first, ...outer] = bundle?.frames ?? []
	const sent = first ? readMessage(replyHeaderSchema, first.bytes) : null
	const header = sent && withHead(sent, marks)
	if (!bundle?.isComplete || !header) throw new Error('no reply')
	const sealed = outer.find(({ type }) => type === frameTypes.sealedReply)
	const news = sealed && (await openedReply(sealed.bytes.slice(), header.nonce))
	const [inner, ...frames] = (news && readBundle(news)?.frames) || []
	const authors = (inner && readMessage(sealedHeaderSchema, inner.bytes)?.authors) ?? {}
	const documents: Document[] = []
	const revisions: string[] = []
	const signatures = new Map<string, Bytes>()
	const certificates: Bytes[] = []
	const redacted = new Map<string, Bytes>()
	for (const { type, bytes } of frames) {
		if (type === frameTypes.redactedRevision)
			redacted.set(openRevisionFrame(bytes).id, await inflated(openRevisionFrame(bytes).deflated))
		else if (type === frameTypes.revision) revisions.push(openRevisionFrame(bytes).id)
		else if (type === frameTypes.certificate) certificates.push(bytes.slice())
		else if (type === frameTypes.revisionSignature) {
			const { id, signature } = openSignatureFrame(bytes)
			signatures.set(id, signature.slice())
		} else {
			const document = readMessage(documentSchema, await inflated(bytes))
			if (document) documents.push(document)
		}
	}
	return { header, authors, revisions, documents, signatures, certificates, redacted }
}

/** Access keys: the two keys that the PIN of a phone opens. */
export interface TestAccess {
	readonly keys: AccessPublicKeys
	readonly sign: Enrolled['sign']
	readonly opening: CryptoKeyPair
}
async function testAccess(): Promise<TestAccess> {
	const { publicKey, sign } = await testKeys()
	const opening = await hpke.kem.generateKeyPair()
	const point = new Uint8Array(await hpke.kem.serializePublicKey(opening.publicKey))
	return { keys: { sign: toBase64url(publicKey), seal: toBase64url(point) }, sign, opening }
}

/** Generates keys like a phone's. */
export async function testKeys(): Promise<{ publicKey: Bytes; sign: Enrolled['sign'] }> {
	const pair = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, false, [
		'sign',
		'verify',
	])
	return {
		publicKey: new Uint8Array(await crypto.subtle.exportKey('spki', pair.publicKey)),
		sign: async (bytes) =>
			new Uint8Array(await crypto.subtle.sign({ name: 'ECDSA', hash: 'SHA-256' }, pair.privateKey, bytes)),
	}
}
