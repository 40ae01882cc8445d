import { sha256 } from '@noble/hashes/sha2.js'
import { type Bytes, toHex, utf8 } from '#shared/kernel/bytes'
import { randomId } from '#shared/kernel/ids'
import { signedBytes, type UploadRequest, writeStatement } from '#shared/sync/attachment-upload'
import { type Frame, frameTypes, writeBundle } from '#shared/sync/bundle'
import { keysId } from '#shared/sync/key-succession'
import { maxOfflineBundleBytes } from '#shared/sync/offline-bundle'
import { encodeOfflinePart, maxOfflinePartBytes } from '#shared/sync/offline-part'
import { limits, protocolVersion } from '#shared/sync/protocol'
import { indexAttachments, listAttachments } from '../storage/attachments/attachment-index.ts'
import { readAttachment } from '../storage/attachments/read-attachment.ts'
import type { LocalAttachmentRow } from '../storage/database/rows.ts'
import { enrolmentOf, type VaultSession } from '../storage/enrolment/enrolments.ts'
import { selectOutgoing } from '../storage/outbox/outbox.ts'
import { buildSealedFrame } from '../storage/records/seal-for-server.ts'
import { randomBytes, sign } from '../storage/vault/vault.ts'
import { revisionFrames } from './exchange-bundle.ts'
import { certificateFrames } from './rewind-after-restore.ts'
import { copyDrafts } from './save-draft-copies.ts'

/** A new offline file and its contents. */
export interface OfflineFile {
	readonly file: Blob
	/** Number of revisions, copies of drafts included. */
	readonly revisions: number
	readonly attachments: number
}

/**
 * Writes all unsent data into a file, sealed to the project's key: a carrier or finder cannot read it. Null
 * if there is nothing to send, or no project key on this phone yet.
 * @throws Problem `phone-full`
 */
export async function writeOfflineFile(
	vaultSession: VaultSession,
	{ withAttachments, app, now }: { withAttachments: boolean; app: string; now: number },
): Promise<OfflineFile | null> {
	await copyDrafts(vaultSession)
	const { sealingKey, serverKey } = await enrolmentOf(vaultSession.device)
	if (sealingKey === undefined) return null
	const bundles: Blob[] = []
	// they prove who wrote the revisions
	const certificates = await Promise.all(
		(await certificateFrames(vaultSession)).map(({ bytes }) =>
			frameOf(frameTypes.sealedCertificate, sealingKey, bytes.slice()),
		),
	)
	// header and signature precede them
	const framesPerBundle = limits.frames - 2 - certificates.length
	const header = {
		v: protocolVersion,
		project: vaultSession.project,
		device: vaultSession.device,
		cursor: 0,
		app,
		carried: now,
		...(serverKey === undefined ? {} : { keysKnown: keysId(sealingKey, serverKey) }),
	}
	let left = 0
	let frames: Frame[] = []
	let bytes = 0
	const close = async () => {
		if (frames.length === 0) return
		const headerBytes = utf8(JSON.stringify({ ...header, nonce: randomId(randomBytes) }))
		const signature = await sign(vaultSession.signingKey, headerBytes)
		bundles.push(
			new Blob([
				writeBundle([
					{ type: frameTypes.header, bytes: headerBytes },
					{ type: frameTypes.signature, bytes: signature },
					...certificates,
					...frames,
				]),
			]),
		)
		frames = []
		bytes = 0
	}
	const add = async (more: readonly Frame[]) => {
		const size = more.reduce((sum, frame) => sum + frame.bytes.length, 0)
		if (bytes + size > maxOfflineBundleBytes || frames.length + more.length > framesPerBundle) await close()
		frames.push(...more)
		bytes += size
	}
	const inFile = new Set<string>()
	for (;;) {
		const most = { count: limits.revisionsPerBundle, bytes: maxOfflineBundleBytes, inFile }
		const some = await selectOutgoing(vaultSession, most, sealingKey)
		if (some.length === 0) break
		for (const each of some) {
			// an unsealed revision is only sent to the server directly
			if (each.isSealed) await add(await revisionFrames(vaultSession, [each]))
			else left++
			inFile.add(each.id)
		}
	}
	const revisions = inFile.size - left
	// the carrier's phone may upload the records before the attachments
	await close()
	const attachments = withAttachments ? await waitingAttachments(vaultSession) : []
	for (const row of attachments)
		for await (const part of sealedParts(vaultSession, row, sealingKey)) await add([part])
	await close()
	return bundles.length === 0 ? null : { file: new Blob(bundles), revisions, attachments: attachments.length }
}

/** Returns the attachments of finished records whose revisions are at the server or in this file. */
async function waitingAttachments(vaultSession: VaultSession): Promise<LocalAttachmentRow[]> {
	await indexAttachments(vaultSession)
	const rows = await listAttachments(vaultSession.device)
	return rows.filter(({ state }) => state === 'waiting').sort((a, b) => a.size - b.size)
}

/**
 * Yields the upload requests of an attachment; none if it cannot be decrypted: the record is sent without it.
 */
async function* sealedParts(
	vaultSession: VaultSession,
	row: LocalAttachmentRow,
	sealingKey: string,
): AsyncGenerator<Frame> {
	const { project, device, signingKey } = vaultSession
	const { record, name } = row
	const reader = await readAttachment(vaultSession.vault, name)
	if (!reader) return
	const hash = sha256.create()
	try {
		for (let at = 0; at < reader.size; at += maxOfflinePartBytes)
			hash.update(await reader.read(at, at + maxOfflinePartBytes))
	} catch {
		return
	}
	const statement = writeStatement({
		project,
		device,
		record,
		name,
		size: reader.size,
		sha256: toHex(hash.digest()),
	})
	const sealed = async (
		method: UploadRequest['method'] & ('POST' | 'PATCH'),
		offset: number,
		part: Bytes,
	) => {
		const request = { method, statement, offset, part }
		const plain = encodeOfflinePart({ ...request, signature: await sign(signingKey, signedBytes(request)) })
		return frameOf(frameTypes.carriedPart, sealingKey, plain)
	}
	yield await sealed('POST', 0, new Uint8Array())
	for (let at = 0; at < reader.size; at += maxOfflinePartBytes)
		yield await sealed('PATCH', at, await reader.read(at, at + maxOfflinePartBytes))
}

const frameOf = async (type: number, sealingKey: string, plain: Bytes): Promise<Frame> => ({
	type,
	bytes: await buildSealedFrame(sealingKey, plain),
})
