import { attachmentId } from '#shared/sync/attachment-upload'
import { isAtServer, type ReplyHeader } from '#shared/sync/messages'
import { keysIn, write } from './database.ts'
import type { UnlockedSession } from './people-on-phone.ts'

/**
 * What a receipt says, which came by hand. It is the server's word of some day: it may have been set back to before that
 * since, and a mark of then would tell nobody. So nothing counts as acknowledged by it; it is shown as at the server, and goes
 * once more, after all else, when the two meet. Attachments have no such state: of a server that was set back since, a
 * receipt from before says nothing.
 */
export const applyReceipt = (
	{ device }: Pick<UnlockedSession, 'device'>,
	header: ReplyHeader,
): Promise<void> =>
	write(['enrolments', 'revisions', 'attachments'], async (trx) => {
		const revisions = trx.objectStore('revisions')
		for (const [id, code] of header.acks) {
			const row = await revisions.get([device, id])
			if (row?.state === 'waiting' && isAtServer(code)) await revisions.put({ ...row, state: 'by-receipt' })
		}
		const enrolment = await trx.objectStore('enrolments').get(device)
		if (enrolment && header.serverKey !== undefined)
			await trx.objectStore('enrolments').put({ ...enrolment, ...keysIn(header) })
		if (enrolment?.era !== header.era) return
		const received = new Set(header.received)
		const attachments = trx.objectStore('attachments')
		for (const row of await attachments.index('device').getAll(device))
			if (row.state === 'waiting' && received.has(attachmentId(row.record, row.name)))
				await attachments.put({ ...row, state: 'at-server' })
	})
