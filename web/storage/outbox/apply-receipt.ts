import { attachmentId } from '#shared/sync/attachment-upload'
import { isAtServer, type ReplyHeader } from '#shared/sync/messages'
import { keysIn, write } from '../database/database.ts'
import type { VaultSession } from '../enrolment/enrolments.ts'

/**
 * Applies a receipt that came in an offline file. It may be old: the server may have been restored to an
 * earlier state since, and no checkpoint of that time would show it. So its revisions do not count as
 * acknowledged: they are shown as sent, and go once more, after all else, at the next sync. Attachments have
 * no such state: a receipt from before a restore says nothing about them.
 */
export const applyReceipt = ({ device }: Pick<VaultSession, 'device'>, header: ReplyHeader): Promise<void> =>
	write(['enrolments', 'revisions', 'attachments'], async ({ attachments, enrolments, revisions }) => {
		for (const [id, code] of header.acks) {
			const row = await revisions.get([device, id])
			if (row?.state === 'waiting' && isAtServer(code)) await revisions.put({ ...row, state: 'by-receipt' })
		}
		const enrolment = await enrolments.get(device)
		if (header.serverKey !== undefined) await enrolments.update(device, keysIn(header))
		if (enrolment?.era !== header.era) return
		const received = new Set(header.received)
		for (const row of await attachments.where({ device }).toArray())
			if (row.state === 'waiting' && received.has(attachmentId(row.record, row.name)))
				await attachments.put({ ...row, state: 'at-server' })
	})
