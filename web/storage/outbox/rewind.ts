import { isDatabaseNewer, write } from '../database/database.ts'
import { withRecordLock } from '../database/record-lock.ts'
import type { VaultSession } from '../enrolment/enrolments.ts'
import { requeueAttachments } from './outbox.ts'

/**
 * Applies a restore of the server to the checkpoint `match`: later acknowledgements are lost there, so those
 * revisions become unsent, including those of other users, and the feed is read again from there.
 */
export const rewindTo = ({ device }: VaultSession, match: number): Promise<void> =>
	withRecordLock(async () => {
		// first, because the checkpoints written below mean that all of it is done; a newer app's database is not
		// touched
		if (!isDatabaseNewer())
			await write(['attachments'], ({ attachments }) => requeueAttachments(attachments, device))
		await write(['enrolments', 'revisions'], async ({ enrolments, revisions }) => {
			for (const row of await revisions.where({ device, state: 'at-server' }).toArray())
				if (!row.redacted && (row.heard ?? Number.POSITIVE_INFINITY) > match)
					await revisions.put({ ...row, state: 'waiting', again: true })
			const enrolment = await enrolments.get(device)
			if (enrolment)
				await enrolments.update(device, {
					cursor: Math.min(enrolment.cursor, match),
					// a sequence number in the earlier backup may not be in the one restored from
					durable: Math.min(enrolment.durable ?? 0, match),
					marks: (enrolment.marks ?? []).filter(([seq]) => seq <= match),
				})
		})
	})
