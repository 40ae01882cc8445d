import { sha256 } from '@noble/hashes/sha2.js'
import { type Bytes, toHex } from '#shared/kernel/bytes'
import { Problem } from '#shared/kernel/problem'
import { attachmentLimits as limits } from '#shared/sync/attachment-upload'
import { type AttachmentReader, readAttachment } from '../storage/attachments/read-attachment.ts'
import type { LocalAttachmentRow } from '../storage/database/rows.ts'
import { enrolmentOf, type VaultSession } from '../storage/enrolment/enrolments.ts'
import { markSealingKeyStale } from '../storage/records/seal-for-server.ts'
import { createUpload, type Upload } from './attachment-client.ts'

/** Size of an upload's part: small at first on a poor network, doubled after each success. */
export interface PartSize {
	bytes: number
}

export interface SendAttachmentOptions {
	readonly vaultSession: VaultSession
	readonly row: LocalAttachmentRow
	readonly partSize: PartSize
	/** False: the upload pauses after the current part. */
	readonly mayGoOn: () => boolean
	/** Called with the bytes that the server has. */
	readonly onSent: (bytes: number) => void
}

/** Result of an upload. lost: the file is no longer here, or cannot be decrypted. */
export type AttachmentSendResult = 'at-server' | 'interrupted' | 'lost'

/**
 * Uploads an attachment from the offset that the server has. After an interruption at most one part is sent
 * twice.
 * @throws Problem of the network or the server
 */
export async function sendAttachment(sending: SendAttachmentOptions): Promise<AttachmentSendResult> {
	const { vaultSession, row } = sending
	const reader = await readAttachment(vaultSession.vault, row.name)
	if (!reader) return 'lost'
	const hash = await hashOf(reader, row.name)
	if (hash === null) return 'lost'
	const { project, device } = vaultSession
	const { record, name } = row
	const { size } = reader
	const enrolment = await enrolmentOf(device)
	const upload = createUpload(enrolment, { project, device, record, name, size, sha256: hash })
	try {
		return await sendParts(upload, reader, sending)
	} catch (thrown) {
		if (enrolment.sealingKey && thrown instanceof Problem && thrown.code === 'key-unknown')
			await markSealingKeyStale(device, enrolment.sealingKey)
		throw thrown
	}
}

async function sendParts(
	upload: Upload,
	reader: AttachmentReader,
	{ row: { name }, partSize, mayGoOn, onSent }: SendAttachmentOptions,
): Promise<AttachmentSendResult> {
	const { size } = reader
	let end = (startedUploads.has(name) ? await upload.end() : null) ?? (await upload.begin())
	startedUploads.add(name)
	let corrections = 0
	for (;;) {
		onSent(end)
		if (end === size) return 'at-server'
		if (!mayGoOn()) return 'interrupted'
		const part = await reader.read(end, Math.min(size, end + partSize.bytes))
		try {
			end = await upload.add(end, part)
			partSize.bytes = Math.min(limits.largestPart, partSize.bytes * 2)
		} catch (thrown) {
			partSize.bytes = Math.max(limits.smallestPart, partSize.bytes / 2)
			end = placeIn(thrown, size)
			// the server knows the offset; a server that corrects it again and again is tried later
			if (++corrections > maxCorrections) throw thrown
		}
	}
}

const maxCorrections = 5
/** Uploads started since the app began: the others are started or resumed by one request. */
const startedUploads = new Set<string>()

/** Returns the offset that the server reported. @throws `thrown` if it is another problem */
function placeIn(thrown: unknown, size: number): number {
	const offset = thrown instanceof Problem && thrown.code === 'offset-wrong' ? thrown.details.offset : null
	if (typeof offset === 'number' && offset >= 0 && offset <= size) return offset
	throw thrown
}

/**
 * Hashes of attachments, which never change. Kept in memory only, since a hash could disclose which file it
 * is.
 */
const hashes = new Map<string, string>()
const byteBatchSize = 256 * 1024

/** Null if a piece cannot be decrypted. */
async function hashOf(reader: AttachmentReader, name: string): Promise<string | null> {
	const known = hashes.get(name)
	if (known !== undefined) return known
	const hash = sha256.create()
	for (let at = 0; at < reader.size; at += byteBatchSize) {
		const block: Bytes | null = await reader.read(at, at + byteBatchSize).catch(() => null)
		if (!block) return null
		hash.update(block)
		// yields, so that typing stays responsive
		await new Promise((later) => setTimeout(later))
	}
	const found = toHex(hash.digest())
	hashes.set(name, found)
	return found
}
