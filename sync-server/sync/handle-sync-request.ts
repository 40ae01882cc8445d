import { type Bytes, toBase64url, utf8 } from '#shared/kernel/bytes'
import { Problem } from '#shared/kernel/problem'
import { type Frame, frameTypes, readBundle, writeBundle } from '#shared/sync/bundle'
import { agreedUpTo, shortChain } from '#shared/sync/checkpoints'
import { keysId, sealingKeyToSign } from '#shared/sync/key-succession'
import {
	type Authors,
	isAtServer,
	maxSuccessions,
	type ReplyHeader,
	type ReplyHeaderSent,
	type RequestHeader,
	writeReplyHeader,
} from '#shared/sync/messages'
import { receiptToSign } from '#shared/sync/offline-bundle'
import { firstWithKnownHead, protocolVersion } from '#shared/sync/protocol'
import { isDigestOf } from '#shared/sync/request-proof'
import { openSignatureFrame } from '#shared/sync/revision-frame'
import {
	type HeadAndBackup,
	headAndBackup,
	recordReturnedRevisions,
	recordRewind,
} from '../storage/log/backups-and-rewinds.ts'
import {
	type Device,
	devicesById,
	hasSigned,
	recordContact,
	saveFeedCursor,
} from '../storage/people/devices.ts'
import type { Store } from '../storage/store.ts'
import type { Head } from '../storage/tables/row-types.ts'
import { certificatesOf, restoreEnrolments } from './certificates.ts'
import { isRevisionFrame, revisionIdBytes } from './decode-revision.ts'
import type { DocumentFrames } from './document-frames.ts'
import { feedPage, orderPage } from './feed-page.ts'
import { certificateIn, firstWithProof, type Identified, identify } from './identify-request.ts'
import { type Ack, type ReceiveDeps, receiveAll, receiveRevisions } from './receive-bundle.ts'
import { findRequestedRevisions } from './requested-revisions.ts'
import { sealReply } from './seal-reply.ts'
import type { Signer } from './signer.ts'

export interface SyncDeps extends ReceiveDeps {
	/** ms since 1970 */
	readonly now: () => number
	/** Called with the device id after its signature is verified and before the request is processed. */
	readonly onDeviceIdentified?: (device: string) => void
	/** Saves parts of attachments in an offline bundle; returns the ids of those that are complete now. */
	readonly receiveOfflineParts: (frames: readonly Uint8Array[]) => Promise<string[]>
	readonly documentFrames: DocumentFrames
}

/**
 * A request body that is read in two steps, so that only the beginning of a request from an unknown device is
 * read.
 */
export interface RequestBody {
	beginning(bytes: number): Promise<Uint8Array>
	whole(): Promise<Uint8Array>
}
/** A body that is in memory already. */
export const bodyOf = (bytes: Uint8Array): RequestBody => ({
	beginning: async (wanted) => bytes.subarray(0, wanted),
	whole: async () => bytes,
})

/** Maximum bytes of header and signature at the beginning of a body. */
const identityBytes = 8 * 1024
const contactUpdateIntervalMs = 60_000
/** Protocol version from which phones send marks and sign each revision. */
const firstWithMarks = 3
/**
 * Protocol version from which phones know erasure. Older ones get `dup` for an erased revision, and receive
 * the order after an update.
 */
const firstWithDestruction = 4

/**
 * Processes one sync request: stores what the phone sends, and returns what is new for it.
 *
 * @throws Problem `bundle-unreadable`, `phone-unknown`; nothing has been stored then
 */
export async function answerSync(deps: SyncDeps, body: RequestBody): Promise<Bytes> {
	const { store, now } = deps
	// requests from unknown devices are rejected after this step
	const identified = await identify(deps, await body.beginning(identityBytes))
	const { header, device } = identified
	deps.onDeviceIdentified?.(device.id)
	const bundle = readBundle(await body.whole())
	if (!bundle) throw new Problem('bundle-unreadable')
	// of a truncated or modified bundle only individually signed revisions are accepted, and nothing is
	// returned
	const isWhole = bundle.isComplete && isDigestOf(header.digest, bundle.frames.slice(2))
	const mayRead = identified.mayRead && isWhole
	const mustBeSigned = await canSign(store, device, header)
	// frames over the limit of a bundle are not acknowledged and are sent again; a frame that is too short for
	// an id cannot be acknowledged at all
	const named = bundle.frames.filter(({ bytes }) => bytes.length >= revisionIdBytes)
	const framesOf = (wanted: number) => named.filter(({ type }) => type === wanted).map(({ bytes }) => bytes)
	const signatures = new Map(
		framesOf(frameTypes.revisionSignature).map((bytes) => {
			const { id, signature } = openSignatureFrame(bytes)
			return [id, signature]
		}),
	)
	const found = await Promise.all(named.map((frame) => certificateIn(deps, frame)))
	const certificates = found.filter((certificate) => certificate !== null)
	await restoreEnrolments(store, certificates, now())

	if (header.carried !== undefined) {
		// an offline bundle is handed in by another device: it says nothing about the phone's current state
		const offlineRevisions = { revisions: named.filter(isRevisionFrame), signatures, mustBeSigned: true }
		const acks = await receiveAll(deps, device, offlineRevisions)
		const received = await deps.receiveOfflineParts(framesOf(frameTypes.carriedPart))
		return receipt(deps, header, acks, received)
	}
	const at = new Date(now()).toISOString()
	// limited here, since the database columns do not check what a phone reports
	const protocol = Math.min(header.v, protocolVersion)
	const contact = { app: header.app ?? null, protocol, holds: header.holds ?? null, at }
	let isRecorded = false
	const acks = await receiveRevisions(
		deps,
		device,
		{ revisions: named.filter(isRevisionFrame), signatures, mustBeSigned },
		async (session) => {
			await recordContact(session, device.id, contact)
			isRecorded = true
		},
	)
	const returned = header.again ? acks.filter(([, code]) => code !== 'dup' && isAtServer(code)).length : 0
	if (returned > 0) await recordReturnedRevisions(store.changing, device.id, returned)
	if (!isRecorded && (isLongAgo(device, now()) || contact.holds))
		await recordContact(store.changing, device.id, contact)
	// everything that is returned is of this moment, so that the phone gets no number beyond the head
	const head = await headAndBackup(store.reading)
	const match = await agreement(store, header, head)
	const isAllAcknowledged = acks.length === named.filter(isRevisionFrame).length
	if (match.isAgreed)
		return reply(deps, { header, device, mayRead, head, isAllTaken: isAllAcknowledged }, acks)
	if (match.upTo !== null) await recordRewind(store, device.id, match.upTo, at)
	return rewound(deps, { header, head, match: match.upTo }, acks)
}

/**
 * True if the app of the phone signs each revision, whatever version this request names: it used such a version
 * before, or something that only such an app sends. A store that was restored, or is older than the column
 * `protocol`, knows the latter only.
 */
const canSign = async (
	store: Store,
	{ id, protocol, access }: Device,
	{ v }: RequestHeader,
): Promise<boolean> =>
	Math.max(v, protocol) >= firstWithMarks || access !== null || (await hasSigned(store.reading, id))

const isLongAgo = ({ lastSeen }: Device, now: number): boolean =>
	!lastSeen || now - Date.parse(lastSeen) > contactUpdateIntervalMs

/**
 * Returns whether the server is the one that the phone knew. If it was restored from a backup, `upTo` is the
 * sequence number up to which they agree.
 */
async function agreement(
	store: Store,
	{ marks = [], isAll = false, v, cursor }: RequestHeader,
	head: Head,
): Promise<{ isAgreed: true } | { isAgreed: false; upTo: number | null }> {
	const [newest] = marks
	// a phone without marks whose cursor is beyond the head knew the server before a restore
	if (!newest && v >= firstWithMarks && cursor > 0 && cursor > head.seq) return { isAgreed: false, upTo: 0 }
	if (!newest) return { isAgreed: true }
	const upTo = agreedUpTo(marks, await store.chainsAt(marks.map(([seq]) => seq)), isAll)
	return upTo === newest[0] ? { isAgreed: true } : { isAgreed: false, upTo }
}

/** Builds the header fields that every response has. */
function createReplyHeader(
	{ store, sealing, signer, now }: SyncDeps,
	{
		header,
		head: { seq, chain, backedUp },
	}: { readonly header: RequestHeader; readonly head: HeadAndBackup },
	acks: Ack[],
): Omit<ReplyHeader, 'rewound'> {
	const key = sealing.current()
	const isAnother =
		header.keysKnown !== undefined && header.keysKnown !== keysId(key.publicKey, signer.publicKey)
	const isKeyWanted = header.keyless || isAnother || acks.some(([, code]) => code === 'key-unknown')
	return {
		v: protocolVersion,
		nonce: header.nonce,
		acks:
			header.v < firstWithDestruction
				? acks.map(([id, code]) => [id, code === 'destroyed' ? 'dup' : code])
				: acks,
		cursor: header.cursor,
		more: false,
		head: { seq, chain: shortChain(chain) },
		durable: backedUp,
		...(store.era === null ? {} : { era: store.era }),
		...(isKeyWanted ? keysToFollow(store.project, key.publicKey, signer) : {}),
		now: now(),
		// older apps can send their work, but receive nothing until they are updated
		notices: header.v < firstWithProof ? ['update-app'] : [],
	}
}

/** Returns the current keys, with the signatures by which a phone accepts them. */
const keysToFollow = (project: string, sealingKey: string, signer: Signer) => ({
	sealingKey,
	serverKey: signer.publicKey,
	sealingKeySigned: toBase64url(signer.sign(sealingKeyToSign(project, sealingKey))),
	...(signer.successions.length > 0 ? { successions: signer.successions.slice(-maxSuccessions) } : {}),
})

/**
 * Responds to a phone that was ahead of this server: it learns of the restore before it receives anything
 * new.
 */
function rewound(
	deps: SyncDeps,
	{
		header,
		head,
		match,
	}: { readonly header: RequestHeader; readonly head: HeadAndBackup; readonly match: number | null },
	acks: Ack[],
): Bytes {
	const message: ReplyHeader = {
		...createReplyHeader(deps, { header, head }, acks),
		more: true,
		rewound: { match },
	}
	return writeBundle([{ type: frameTypes.header, bytes: writeReplyHeader(message) }])
}

/** Builds the signed receipt of an offline bundle, which may also be returned offline. */
async function receipt(
	deps: SyncDeps,
	header: RequestHeader,
	acks: Ack[],
	received: string[],
): Promise<Bytes> {
	const head = await headAndBackup(deps.store.reading)
	const headerBytes = writeReplyHeader({
		...createReplyHeader(deps, { header, head }, acks),
		receipt: header.device,
		...(received.length > 0 ? { received } : {}),
	})
	return writeBundle([
		{ type: frameTypes.header, bytes: headerBytes },
		{ type: frameTypes.signature, bytes: deps.signer.sign(receiptToSign(headerBytes)) },
	])
}

/** A request whose phone reads what is new, up to the head. */
interface Reading extends Pick<Identified, 'header' | 'device' | 'mayRead'> {
	readonly head: HeadAndBackup
}

async function reply(
	deps: SyncDeps,
	{ header, device, mayRead, head: headBefore, isAllTaken }: Reading & { readonly isAllTaken: boolean },
	acks: Ack[],
): Promise<Bytes> {
	const { store, signer } = deps
	const { wanted, page } = await readUpdates(deps, { header, device, mayRead, head: headBefore })
	const writers = [...new Set([...page.devices, ...wanted.devices])]
	const authors: Authors = {}
	for (const [id, { person, personName, role }] of await devicesById(store.reading, writers))
		authors[id] = { person, name: personName, role }
	const { head, ...before } = createReplyHeader(deps, { header, head: headBefore }, acks)
	const message: ReplyHeaderSent = {
		...before,
		...(isHeadKnown(header, head) ? {} : { head }),
		cursor: page.cursor,
		// revisions over the limit of one bundle should be sent at once, even if the phone sent all it had
		more: page.more || !isAllTaken,
		...(device.isCloned && device.isActive ? { rekey: true } : {}),
		notices: [...before.notices, ...(device.isActive ? [] : (['person-inactive'] as const))],
	}
	const certified = [...writers, ...(mayRead && header.uncertified ? [device.id] : [])]
	const certificates = await certificatesOf(store, signer, certified)
	const news = [
		...certificates.map((bytes) => ({ type: frameTypes.certificate, bytes })),
		...wanted.frames,
		...page.frames,
	]
	return writeBundle([
		{ type: frameTypes.header, bytes: writeReplyHeader(message) },
		...(news.length > 0 ? [newsFrame(device, header, authors, news)] : []),
	])
}

/** Returns the revisions that the phone asked for and its next page of the feed, and saves where it is in the feed. */
async function readUpdates(deps: SyncDeps, { header, device, mayRead, head }: Reading) {
	const { store } = deps
	const none = { frames: [], cursor: header.cursor, more: false, devices: [] }
	// a deactivated user can still send work but receives nothing new; nor does a locked phone
	if (!device.isActive || !mayRead || header.isSendOnly) {
		// a deactivated phone still receives what it has to do, such as deleting its copies
		const hasOrders = !device.isActive && mayRead
		return { wanted: none, page: hasOrders ? await orderPage(store, device, header.cursor) : none }
	}
	const wanted = header.wants ? await findRequestedRevisions(store, device, header.wants) : none
	// requested revisions fill this response; the feed follows in the next
	const page =
		wanted.frames.length > 0
			? { ...none, more: true }
			: await feedPage(store, device, { cursor: header.cursor, v: header.v, head: head.seq }, deps)
	// a lost response is built again, from the phone's cursor
	if (page.cursor !== device.feedCursor && (page.frames.length > 0 || isLongAgo(device, deps.now())))
		await saveFeedCursor(store.changing, device.id, page.cursor)
	return { wanted, page }
}

/** True if the newest mark of the phone is the head of the server. */
const isHeadKnown = ({ v, marks = [] }: RequestHeader, { seq, chain }: ReplyHeader['head']): boolean =>
	v >= firstWithKnownHead && marks[0]?.[0] === seq && marks[0][1] === chain

/** Encrypts news to the key that the phone's PIN unlocks. */
function newsFrame(
	{ access }: Device,
	{ nonce }: RequestHeader,
	authors: Authors,
	news: readonly Frame[],
): Frame {
	if (!access) throw new Error('nothing is read without a key to seal to')
	const plain = writeBundle([{ type: frameTypes.header, bytes: utf8(JSON.stringify({ authors })) }, ...news])
	return { type: frameTypes.sealedReply, bytes: sealReply(access.seal, plain, nonce) }
}
