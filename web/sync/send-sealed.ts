import type { Frame } from '#shared/sync/bundle'
import { limits, protocolVersion } from '#shared/sync/protocol'
import { revisionToSign, sealedRevisionFrame, signatureFrame } from '#shared/sync/revision-frame'
import { enrolmentOf } from '../storage/enrolment/enrolments.ts'
import { computeDeviceInventory } from '../storage/outbox/device-inventory.ts'
import { markAttempted } from '../storage/outbox/mark-attempted.ts'
import { applyAcknowledgements, selectSealedOutgoing } from '../storage/outbox/sealed-outbox.ts'
import { sign } from '../storage/vault/vault.ts'
import { growBatch, type LinkState, shrinkBatch } from './exchange-bundle.ts'
import { sendSignedBundle } from './send-signed-bundle.ts'

/**
 * Result of one request. set-back: the server was restored and does not know this phone's newest checkpoint.
 */
export type SendSealedResult = 'all' | 'some' | 'set-back'

/**
 * One round trip of a locked enrolment: sends sealed revisions, applies the acknowledgements and requests
 * nothing else. A restored server accepts them, and they are sent once more: the common checkpoint is found
 * by the next unlocked sync, and until then nothing more is sent to that server.
 * @throws Problem
 */
export async function sendSealed(device: string, line: LinkState, app: string): Promise<SendSealedResult> {
	const { project, cursor, marks = [], signingKey, offsetMs } = await enrolmentOf(device)
	const waiting = await selectSealedOutgoing(device, {
		count: limits.revisionsPerBundle,
		bytes: line.batchBytes,
	})
	if (waiting.length === 0) return 'all'
	const tried = new Set(waiting.map(({ id }) => id))
	const holds = await computeDeviceInventory(device, tried, Date.now())
	const [newest] = marks
	const header = {
		v: protocolVersion,
		project,
		device,
		cursor,
		app,
		holds,
		...(newest ? { marks: [newest] } : {}),
		...(waiting.some(({ isResend }) => isResend) ? { again: true } : {}),
		isSendOnly: true,
	}
	const frames: Frame[] = []
	for (const { id, bytes, signature } of waiting) {
		// an earlier app version signed revisions when they were sent
		const signed = signature ?? (await sign(signingKey, revisionToSign(id)))
		frames.push(sealedRevisionFrame(id, bytes), signatureFrame(id, signed))
	}
	await markAttempted(device, tried)
	let isSetBack: boolean
	try {
		const reply = await sendSignedBundle({ signingKey, access: null, offsetMs }, header, frames)
		await applyAcknowledgements(device, reply.header, Date.now())
		isSetBack = reply.header.rewound !== undefined
	} catch (thrown) {
		shrinkBatch(line)
		throw thrown
	}
	growBatch(line)
	if (isSetBack) return 'set-back'
	const left = await selectSealedOutgoing(device, { count: limits.revisionsPerBundle, bytes: limits.body })
	return left.some(({ id }) => !tried.has(id)) ? 'some' : 'all'
}
