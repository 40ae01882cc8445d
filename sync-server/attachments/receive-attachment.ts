import { Problem } from '#shared/kernel/problem'
import {
	type AttachmentSent,
	attachmentId,
	attachmentLimits,
	readStatement,
	signedBytes,
	type UploadRequest,
	uploadOf,
} from '#shared/sync/attachment-upload'
import { findDevice } from '../storage/people/devices.ts'
import {
	deleteAttachmentsOfRecord,
	deleteUpload,
	findErased,
	insertUpload,
} from '../storage/privacy/erasures.ts'
import { addAttachment, bytesOfPerson, findAttachment } from '../storage/records/attachments.ts'
import type { Store } from '../storage/store.ts'
import { knownRecords } from '../sync/known-record.ts'
import { isSignedBy } from '../sync/verify-phone.ts'
import type { FileStore } from './file-store.ts'
import { namedAttachments } from './named-attachments.ts'

export interface ReceiveAttachmentDeps {
	readonly store: Store
	readonly files: FileStore
	readonly now: () => number
	/** Maximum bytes of attachments from all phones of one person. Default 5 GB. */
	readonly attachmentQuota?: number
	/** Called with the device id after its signature is verified and before the request is processed. */
	readonly onDeviceIdentified?: (device: string) => void
}

export interface SignedRequest extends UploadRequest {
	readonly signature: Uint8Array
}

export interface Received {
	/** End of the upload. Equal to `size` when the file is verified and on disk. */
	readonly offset: number
	readonly size: number
}

/**
 * Handles one request of an upload.
 *
 * @throws Problem `input-invalid`, `phone-unknown`, `attachment-unknown`, `attachment-too-large`,
 * `attachment-differs`, `attachment-quota`, `not-found` for an upload that was not started, `offset-wrong`
 * with the right one, `attachment-damaged` if everything must be sent again, `server-disk-full`
 */
export async function receiveAttachment(
	deps: ReceiveAttachmentDeps,
	request: SignedRequest,
): Promise<Received> {
	const sent = readStatement(request.statement)
	if (!sent) throw new Problem('input-invalid', { field: 'statement' })
	await checkSender(deps.store, sent, request)
	deps.onDeviceIdentified?.(sent.device)
	return receiveVerified(deps, sent, request)
}

/**
 * Handles one request of an upload whose sender is verified.
 *
 * @throws Problem as `receiveAttachment`
 */
export async function receiveVerified(
	deps: ReceiveAttachmentDeps,
	sent: AttachmentSent,
	request: UploadRequest,
): Promise<Received> {
	const { size } = sent
	if (size > attachmentLimits.whole)
		throw new Problem('attachment-too-large', { most: attachmentLimits.whole / 1e6 })
	return runInSequence(uploadOf(request.statement), async () => {
		if (await isRecordErased(deps.store, sent.record)) throw new Problem('attachment-unknown')
		const known = await findAttachment(deps.store.reading, attachmentId(sent.record, sent.name))
		if (known && known.hash !== sent.sha256) throw new Problem('attachment-differs')
		// A row without its file, as after an incomplete restore, is treated as no row.
		const isHere = known !== undefined && known !== null && (await deps.files.has(known.hash))
		return { size, offset: isHere ? size : await advance(deps, sent, request) }
	})
}

/** Verifies enrolment and signature; an unknown sender costs no more than this. */
async function checkSender(store: Store, sent: AttachmentSent, request: SignedRequest): Promise<void> {
	const device = await findDevice(store.reading, sent.device)
	const isSigned = device?.publicKey && isSignedBy(device.publicKey, signedBytes(request), request.signature)
	if (!isSigned || sent.project !== store.project) throw new Problem('phone-unknown')
}

/** Processes the request. Returns the end of the upload. */
async function advance(
	deps: ReceiveAttachmentDeps,
	sent: AttachmentSent,
	request: UploadRequest,
): Promise<number> {
	const { files } = deps
	const upload = uploadOf(request.statement)
	const { method, offset, part } = request
	switch (method) {
		case 'POST':
			await checkNamed(deps.store, sent)
			await demandQuota(deps, sent, upload)
			await insertUpload(deps.store.changing, {
				id: upload,
				record: sent.record,
				begun: new Date(deps.now()).toISOString(),
				device: sent.device,
				size: sent.size,
			})
			return finishIfWhole(deps, sent, upload, await files.begin(upload))
		case 'HEAD': {
			const end = await files.offsetOf(upload)
			if (end === null) throw new Problem('not-found')
			return finishIfWhole(deps, sent, upload, end)
		}
		case 'PATCH': {
			if (part.length === 0 || offset + part.length > sent.size)
				throw new Problem('input-invalid', { field: 'part' })
			const added = await files.append(upload, offset, part)
			if (!added.isAdded) throw new Problem('offset-wrong', { offset: added.offset })
			return finishIfWhole(deps, sent, upload, added.offset)
		}
	}
}

/** A year of photos and a hundred hours of sound. */
export const defaultQuota = 5_000_000_000

/**
 * @throws Problem `attachment-quota`: the attachment stays on the phone until an administrator raises the
 * quota
 */
async function demandQuota(
	{ store, attachmentQuota = defaultQuota }: ReceiveAttachmentDeps,
	{ device, size }: AttachmentSent,
	upload: string,
): Promise<void> {
	const person = (await findDevice(store.reading, device))?.person ?? ''
	const sent = await bytesOfPerson(store.changing, person, upload)
	if (sent + size > attachmentQuota)
		throw new Problem('attachment-quota', { most: Math.round(attachmentQuota / 1e6) })
}

/**
 * Requires that the phone holds the attachment and that a stored revision names it: revisions are always sent
 * first.
 */
async function checkNamed(store: Store, { record, name, device }: AttachmentSent): Promise<void> {
	const { revisions = [] } = knownRecords([record], await store.revisionsOf(record)).get(record) ?? {}
	const holder = namedAttachments(revisions).get(name)
	if (holder === undefined || !(await isSamePhone(store, holder, device)))
		throw new Problem('attachment-unknown')
}

/**
 * True if both enrolments are of the same phone. A phone that had to enrol again still holds attachments of
 * its earlier enrolment. A server that was restored to before that does not know the succession: then the
 * same person on the same device id counts as the same phone, unless it was deactivated. A clone of the phone
 * with its own enrolment does not count: it knows the name and could upload other bytes first.
 */
async function isSamePhone(store: Store, holder: string, device: string): Promise<boolean> {
	const find = (id: string) => findDevice(store.reading, id)
	const sender = await find(device)
	let own = sender
	while (own && own.id !== holder && own.replaces !== null) own = await find(own.replaces)
	if (!own || own.id === holder) return own !== null
	const held = await find(holder)
	return (
		sender?.isActive === true &&
		held?.replaces === null &&
		held.person === own.person &&
		held.phone === own.phone
	)
}

/** Completes the upload after its last byte, or after a crash just then: the file first, then its row. */
async function finishIfWhole(
	{ store, files, now }: ReceiveAttachmentDeps,
	{ record, name, device, size, sha256: hash }: AttachmentSent,
	upload: string,
	end: number,
): Promise<number> {
	if (end < size) return end
	if (!(await files.complete(upload, hash))) throw new Problem('attachment-damaged')
	const received = new Date(now()).toISOString()
	await addAttachment(store.changing, {
		id: attachmentId(record, name),
		record,
		name,
		hash,
		size,
		device,
		received,
	})
	await files.clear(upload)
	await deleteUpload(store.changing, upload)
	// The record was erased during the upload: the erasure did not see this attachment, so it is deleted here.
	if (await isRecordErased(store, record)) {
		await deleteAttachmentsOfRecord(store.changing, record)
		throw new Problem('attachment-unknown')
	}
	return size
}

const isRecordErased = async (store: Store, record: string): Promise<boolean> =>
	(await findErased(store.changing, [record])).size > 0

const uploadQueues = new Map<string, Promise<unknown>>()

/**
 * Runs the requests of one upload in sequence: a phone that gave up waiting retries while the first request
 * still runs.
 */
async function runInSequence<Found>(upload: string, work: () => Promise<Found>): Promise<Found> {
	const queued = (uploadQueues.get(upload) ?? Promise.resolve()).then(work, work)
	uploadQueues.set(upload, queued)
	try {
		return await queued
	} finally {
		if (uploadQueues.get(upload) === queued) uploadQueues.delete(upload)
	}
}
