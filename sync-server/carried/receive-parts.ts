import { Problem } from '#shared/kernel/problem'
import { attachmentId, readStatement } from '#shared/sync/attachment-upload'
import { decodeOfflinePart } from '#shared/sync/carried-part'
import { type ReceiveAttachmentDeps, receiveAttachment } from '../attachments/receive-attachment.ts'
import type { SealingKeys } from '../sync/sealing-keys.ts'

/**
 * The parts of attachments that a carried bundle brings, in their order. Gives the ids of those that are whole at the
 * server now. One that does not open, comes too early or twice, or is nobody's is passed over: the phone still has it.
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
