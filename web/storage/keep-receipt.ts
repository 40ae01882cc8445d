import { attachmentId } from '#shared/sync/attachment-upload'
import type { ReplyHeader } from '#shared/sync/messages'
import { write } from './database.ts'
import { acknowledge } from './outbox.ts'
import type { AtWork } from './people-on-phone.ts'

/** What a receipt says, which came by hand: it acknowledges like a reply, and brings nothing. */
export const keepReceipt = ({ device }: Pick<AtWork, 'device'>, header: ReplyHeader): Promise<void> =>
	write(['revisions', 'attachments'], async (trx) => {
		await acknowledge(trx.objectStore('revisions'), device, header)
		const received = new Set(header.received)
		const attachments = trx.objectStore('attachments')
		for (const row of await attachments.index('device').getAll(device))
			if (row.state === 'waiting' && received.has(attachmentId(row.record, row.name)))
				await attachments.put({ ...row, state: 'at-server' })
	})
