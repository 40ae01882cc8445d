import { Problem } from '#shared/kernel/problem'
import { attachmentId, readStatement } from '#shared/sync/attachment-upload'
import { decodeOfflinePart } from '#shared/sync/offline-part'
import type { SealingKeys } from '../sync/sealing-keys.ts'
import { type ReceiveAttachmentDeps, receiveAttachment } from './receive-attachment.ts'

/**
 * Receives the parts of attachments in an offline bundle, in order. Returns the ids of attachments that are
 * complete on the server now. A part that cannot be decrypted, is out of order or repeated, or belongs to no
 * attachment is skipped: the phone still has it.
 */
export async function receiveParts(
	deps: ReceiveAttachmentDeps,
	sealing: SealingKeys,
	frames: readonly Uint8Array[],
): Promise<string[]> {
	const whole = new Set<string>()
	for (const frame of frames) {
		const plain = await sealing.open(frame)
		const request = plain && plain !== 'key-unknown' ? decodeOfflinePart(plain) : null
		const sent = request && readStatement(request.statement)
		if (!request || !sent) continue
		try {
			const { offset, size } = await receiveAttachment(deps, request)
			if (offset === size) whole.add(attachmentId(sent.record, sent.name))
		} catch (thrown) {
			if (!(thrown instanceof Problem) || thrown.status >= 500) throw thrown
		}
	}
	return [...whole]
}
