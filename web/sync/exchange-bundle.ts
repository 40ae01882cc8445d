import type { Bytes } from '#shared/kernel/bytes'
import { shortDigest } from '#shared/kernel/digest'
import { Problem } from '#shared/kernel/problem'
import { readRevision } from '#shared/revisions/revision'
import { type Frame, frameTypes } from '#shared/sync/bundle'
import { certifiedDevice } from '#shared/sync/certificate-bytes'
import { keysId } from '#shared/sync/key-succession'
import {
	type Authors,
	documentSchema,
	isAtServer,
	maxRequestedRevisions,
	type ReplyHeader,
	type RequestHeader,
	readMessage,
} from '#shared/sync/messages'
import { firstWithKnownHead, limits, protocolVersion } from '#shared/sync/protocol'
import {
	openRevisionFrame,
	openSignatureFrame,
	revisionFrame,
	revisionToSign,
	sealedRevisionFrame,
	signatureFrame,
} from '#shared/sync/revision-frame'
import { inflate } from '../storage/database/deflate.ts'
import { type AccessKeys, accessKeysOf, markAccessAcknowledged } from '../storage/enrolment/access-keys.ts'
import { type IncomingCertificate, isCertified } from '../storage/enrolment/certificates.ts'
import { enrolmentOf, type VaultSession } from '../storage/enrolment/enrolments.ts'
import { computeDeviceInventory } from '../storage/outbox/device-inventory.ts'
import { markAttempted } from '../storage/outbox/mark-attempted.ts'
import {
	applySyncResponse,
	type Incoming,
	listUnsentIds,
	type OutgoingRevision,
	selectOutgoing,
} from '../storage/outbox/outbox.ts'
import type { IncomingDocument } from '../storage/records/seal-document.ts'
import { sign } from '../storage/vault/vault.ts'
import { type Reply, sendSignedBundle } from './send-signed-bundle.ts'

/** State of a connection that lasts from one request to the next. */
export interface LinkState {
	/** Maximum bytes per request: small at first on a poor network, doubled after each success. */
	batchBytes: number
	/** Last inventory sent to the server. It is sent again when it changes and when a session begins. */
	lastInventory: string
	/**
	 * Protocol version of the server's last reply: a server before version 12 needs `app` and `digest` in each
	 * request.
	 */
	serverProtocol?: number
	/** Revisions requested by id in this session: one that did not arrive is not requested again at once. */
	requestedRevisions?: ReadonlySet<string>
}
export const minBatchBytes = 16 * 1024
const largestBatch = 256 * 1024

const mayOmitApp = ({ serverProtocol = 0 }: LinkState): boolean => serverProtocol >= firstWithKnownHead

export function growBatch(line: LinkState): void {
	line.batchBytes = Math.min(largestBatch, line.batchBytes * 2)
}
export function shrinkBatch(line: LinkState): void {
	line.batchBytes = Math.max(minBatchBytes / 4, line.batchBytes / 2)
}

/** Counts of the things that a sync has brought to this phone. */
export interface Received {
	/** Records with a new change of the office or of another phone. */
	readonly records: number
	readonly forms: number
	/** Clusters whose assigned households have changed. */
	readonly clusters: number
	/** Messages, contacts and settings. */
	readonly others: number
}

function countReceived(
	incoming: readonly { readonly record: string }[],
	documents: readonly { readonly kind: string }[],
): Received {
	const of = (kind: string) => documents.filter((document) => document.kind === kind).length
	const [forms, clusters] = [of('form'), of('sample')]
	return {
		records: new Set(incoming.map(({ record }) => record)).size,
		forms,
		clusters,
		others: documents.length - forms - clusters,
	}
}

export interface ExchangeResult {
	readonly sent: number
	readonly received: Received
	/** True if there is more to send or to receive. */
	readonly more: boolean
	readonly notices: ReplyHeader['notices']
	/** True if another phone uses a copy of this enrolment. */
	readonly isCloned: boolean
}

/** Contents of one request. */
interface PreparedRequest {
	readonly enrolment: Awaited<ReturnType<typeof enrolmentOf>>
	readonly header: Omit<RequestHeader, 'nonce'>
	readonly waiting: readonly OutgoingRevision[]
	/** Ids of revisions that this phone lacks and asks for. */
	readonly requested: readonly string[]
	readonly inventory: string
	/** Position from which the server's feed is read; set back to what an older app did not understand. */
	readonly cursor: number
	readonly isSetBack: boolean
}

async function prepareRequest(
	vaultSession: VaultSession,
	line: LinkState,
	app: string,
): Promise<PreparedRequest> {
	const enrolment = await enrolmentOf(vaultSession.device)
	const { notUnderstood, sealingKey, serverKey, isKeyDoubted = false, wants = [] } = enrolment
	// a newer app requests again what an older one could not understand
	const isSetBack = notUnderstood !== null && notUnderstood.app !== app
	const cursor = isSetBack ? Math.min(enrolment.cursor, notUnderstood.cursor) : enrolment.cursor
	const most = { count: limits.revisionsPerBundle, bytes: line.batchBytes }
	const waiting = await selectOutgoing(vaultSession, most, sealingKey)
	const ids = new Set(waiting.map(({ id }) => id))
	const deviceInfo = { app, holds: await computeDeviceInventory(vaultSession.device, ids, Date.now()) }
	const inventory = JSON.stringify(deviceInfo)
	const requested = wants.filter(isNotRequested(line)).slice(0, maxRequestedRevisions)
	const header = {
		v: protocolVersion,
		project: vaultSession.project,
		device: vaultSession.device,
		cursor,
		...((await isCertified(vaultSession)) ? {} : { uncertified: true }),
		...(sealingKey === undefined || serverKey === undefined || isKeyDoubted
			? { keyless: true }
			: { keysKnown: keysId(sealingKey, serverKey) }),
		...(inventory === line.lastInventory && mayOmitApp(line) ? {} : deviceInfo),
		...(requested.length > 0 ? { wants: requested } : {}),
	}
	return { enrolment, header, waiting, requested, inventory, cursor, isSetBack }
}

const isNotRequested =
	({ requestedRevisions }: LinkState) =>
	(id: string): boolean =>
		!requestedRevisions?.has(id)

/**
 * One round trip: sends unsent revisions and applies the reply. Nothing counts as sent unless the reply is
 * our server's and answers this very request.
 * @throws Problem
 */
export async function exchangeBundle(
	vaultSession: VaultSession,
	line: LinkState,
	app: string,
): Promise<ExchangeResult> {
	const request = await prepareRequest(vaultSession, line, app)
	const { header, waiting, requested, cursor, isSetBack } = request
	const { marks = [], notUnderstood } = request.enrolment
	const frames = await revisionFrames(vaultSession, waiting)
	await markAttempted(vaultSession.device, new Set(waiting.map(({ id }) => id)))
	const isAgain = waiting.some((each) => each.isResend)
	// the newest checkpoint is enough as long as the server knows it
	const [newest] = marks
	const first = { ...header, ...(newest ? { marks: [newest] } : {}), ...(isAgain ? { again: true } : {}) }
	let reply: Reply
	try {
		reply = await ask(
			vaultSession,
			first,
			isAgain ? [...(await (await setBack()).certificateFrames(vaultSession)), ...frames] : frames,
		)
	} catch (thrown) {
		shrinkBatch(line)
		throw thrown
	}
	const { incoming, documents, certificates, isWhole } = await readFeed(reply)
	const before = isSetBack ? null : notUnderstood
	const isAllStored = await applySyncResponse(
		vaultSession,
		{
			header: reply.header,
			incoming,
			documents,
			certificates,
			notUnderstood: before ?? (isWhole ? null : { cursor, app }),
		},
		Date.now(),
	)
	const { rewound } = reply.header
	if (rewound) {
		const askAll = async () =>
			(await ask(vaultSession, { ...header, marks: [...marks], isAll: true }, [])).header
		try {
			await (await setBack()).rewind(vaultSession, rewound.match, askAll)
		} catch (thrown) {
			// the request counts for nothing then, and is repeated
			shrinkBatch(line)
			throw thrown
		}
	}
	growBatch(line)
	line.lastInventory = request.inventory
	line.serverProtocol = reply.header.v
	// revisions that did not fit follow with the next reply; those that the server does not have never arrive
	const received = requested.filter((id) => incoming.some((each) => each.id === id))
	line.requestedRevisions = new Set([
		...(line.requestedRevisions ?? []),
		...(received.length > 0 ? received : requested),
	])
	return {
		...(await progressOf(vaultSession.device, line, request, reply.header, isAllStored)),
		notices: reply.header.notices,
		isCloned: reply.header.rekey ?? false,
		received: countReceived(incoming, documents),
	}
}

/** Returns how many revisions the server has acknowledged, and whether another request would bring more. */
async function progressOf(
	device: string,
	line: LinkState,
	{ waiting, enrolment: { sealingKey } }: PreparedRequest,
	{ acks, rewound, more, sealingKey: given = sealingKey }: ReplyHeader,
	isAllStored: boolean,
): Promise<Pick<ExchangeResult, 'sent' | 'more'>> {
	const tried = new Set(waiting.map(({ id }) => id))
	const { wants: stillWanted = [] } = await enrolmentOf(device)
	const left = await listUnsentIds(device)
	const unknown = new Set(acks.flatMap(([id, code]) => (code === 'key-unknown' ? [id] : [])))
	const ofOldKey = new Set(
		waiting.filter(({ id, isFromRow }) => isFromRow && unknown.has(id)).map(({ id }) => id),
	)
	return {
		sent: rewound ? 0 : acks.filter(([id, code]) => tried.has(id) && isAtServer(code)).length,
		// what could not be stored now is not requested again at once
		more:
			(more && isAllStored) ||
			rewound !== undefined ||
			stillWanted.some(isNotRequested(line)) ||
			// revisions sealed to another key are sent at once with the key that was received meanwhile
			left.some((id) => !tried.has(id) || given !== sealingKey || ofOldKey.has(id)),
	}
}

/** Loads the code for a restored server on demand, since most phones never need it. */
const setBack = () => import('./rewind-after-restore.ts')

/**
 * Sends one request with the access keys. A restored server may have lost these, or the enrolment: then they
 * are sent again, with the certificate. @throws Problem
 */
async function ask(
	vaultSession: VaultSession,
	what: Omit<RequestHeader, 'nonce'>,
	frames: readonly Frame[],
): Promise<Reply> {
	const { device, signingKey } = vaultSession
	const { offsetMs } = await enrolmentOf(device)
	const access = await accessKeysOf(vaultSession)
	const send = async (keys: AccessKeys, more: readonly Frame[]) => {
		const reply = await sendSignedBundle({ signingKey, access: keys, offsetMs }, what, more)
		if (!keys.isAccepted) await markAccessAcknowledged(device)
		return reply
	}
	try {
		return await send(access, frames)
	} catch (thrown) {
		if (!(thrown instanceof Problem) || thrown.code !== 'phone-unknown') throw thrown
		const certificates = await (await setBack()).certificateFrames(vaultSession)
		if (certificates.length === 0 && !access.isAccepted) throw thrown
		return send({ ...access, isAccepted: false }, [...certificates, ...frames])
	}
}

/** Builds the frames of revisions, each with its author's signature, so that any phone may send them. */
export async function revisionFrames(
	vaultSession: VaultSession,
	waiting: readonly OutgoingRevision[],
): Promise<Frame[]> {
	const frames = waiting.map(async ({ id, bytes, isSealed, signature }) => [
		isSealed ? sealedRevisionFrame(id, bytes) : revisionFrame(id, bytes),
		signatureFrame(id, signature ?? (await sign(vaultSession.signingKey, revisionToSign(id)))),
	])
	return (await Promise.all(frames)).flat()
}

/**
 * Parses the feed as far as this app understands it, and notes from where it does not. An unknown frame does
 * not block the others.
 */
async function readFeed({ frames, authors }: Reply) {
	const incoming: Incoming[] = []
	const documents: IncomingDocument[] = []
	const certificates: IncomingCertificate[] = []
	let isWhole = true
	const signatures = new Map(
		frames
			.filter(({ type }) => type === frameTypes.revisionSignature)
			.map(({ bytes }) => openSignatureFrame(bytes))
			.map(({ id, signature }) => [id, signature.slice()]),
	)
	for (const { type, bytes } of frames) {
		if (type === frameTypes.revisionSignature) continue
		if (type === frameTypes.certificate) {
			const device = certifiedDevice(bytes)
			if (device !== null) certificates.push({ device, bytes: bytes.slice() })
			else isWhole = false
			continue
		}
		const found =
			type === frameTypes.document
				? await readDocument(bytes)
				: type === frameTypes.revision || type === frameTypes.redactedRevision
					? await readIncoming(bytes, authors, signatures, type === frameTypes.redactedRevision)
					: null
		if (!found) isWhole = false
		else if ('ref' in found) documents.push(found)
		else incoming.push(found)
	}
	return { incoming, documents, certificates, isWhole }
}

async function readDocument(bytes: Uint8Array): Promise<IncomingDocument | null> {
	const deflated = bytes.slice()
	const plain = await inflate(deflated).catch(() => null)
	const document = plain ? readMessage(documentSchema, plain) : null
	return document ? { ...document, deflated } : null
}

async function readIncoming(
	bytes: Uint8Array,
	authors: Authors,
	signatures: ReadonlyMap<string, Bytes>,
	isRedacted: boolean,
): Promise<Incoming | null> {
	const { id, deflated } = openRevisionFrame(bytes)
	const copy = deflated.slice()
	const plain = await inflate(copy).catch(() => null)
	const revision = plain && (isRedacted || shortDigest(plain) === id) ? readRevision(plain) : null
	const author = revision ? authors[revision.device] : undefined
	if (!revision || !author) return null
	const { record, n } = revision
	const signature = signatures.get(id) ?? null
	return {
		id,
		deflated: copy,
		record,
		n,
		role: author.role,
		signature,
		...(isRedacted ? { redacted: true } : {}),
	}
}
