import { limits, protocolVersion } from '#shared/sync/protocol'
import { sealedRevisionFrame, signatureFrame } from '#shared/sync/revision-frame'
import { noteTried } from '../storage/note-tried.ts'
import { enrolmentOf } from '../storage/people-on-phone.ts'
import { phoneHolds } from '../storage/phone-holds.ts'
import { keepAcknowledgements, outgoingSealed } from '../storage/sealed-outbox.ts'
import { askServer } from './ask-server.ts'
import { growLine, type Line, shrinkLine } from './exchange.ts'

/**
 * One round trip of an enrolment whose PIN nobody has typed: hands in what it sealed, keeps what became of it, and asks for
 * nothing else. That a server was put back is told with the next contact at work: its marks are left alone. True if
 * there is more to send.
 *
 * @throws Problem
 */
export async function sendSealed(device: string, line: Line, app: string): Promise<boolean> {
	const { project, cursor, marks = [], signingKey } = await enrolmentOf(device)
	const waiting = await outgoingSealed(device, { count: limits.revisionsPerBundle, bytes: line.bytes })
	if (waiting.length === 0) return false
	const tried = new Set(waiting.map(({ id }) => id))
	const holds = await phoneHolds(device, tried, Date.now())
	const [newest] = marks
	const header = {
		v: protocolVersion,
		...{ project, device, cursor, app, holds },
		...(newest ? { marks: [newest] } : {}),
		...(waiting.some(({ isAgain }) => isAgain) ? { again: true } : {}),
		isSendOnly: true,
	}
	const frames = waiting.flatMap(({ id, bytes, signature }) => [
		sealedRevisionFrame(id, bytes),
		...(signature ? [signatureFrame(id, signature)] : []),
	])
	await noteTried(device, tried)
	try {
		const reply = await askServer(signingKey, header, frames)
		await keepAcknowledgements(device, reply.header, Date.now())
	} catch (thrown) {
		shrinkLine(line)
		throw thrown
	}
	growLine(line)
	const left = await outgoingSealed(device, { count: limits.revisionsPerBundle, bytes: limits.body })
	return left.some(({ id }) => !tried.has(id))
}
