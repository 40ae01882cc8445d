import { isDatabaseNewer, write } from '../database/database.ts'
import { withRecordLock } from '../database/record-lock.ts'
import type { VaultSession } from '../enrolment/enrolments.ts'
import { requeueAttachments } from './outbox.ts'

/**
 * Applies a restore of the server to the checkpoint `match`: later acknowledgements are lost there, so those
 * revisions become unsent, whoever wrote them, and the feed is read again from there.
 */
export const rewindTo = ({ device }: VaultSession, match: number): Promise<void> =>
	withRecordLock(async () => {
		// first, because the checkpoints written below mean that all of it is done; a newer app's database is not
		// touched
		if (!isDatabaseNewer())
			await write(['attachments'], (trx) => requeueAttachments(trx.objectStore('attachments'), device))
		await write(['enrolments', 'revisions'], async (trx) => {
			const revisions = trx.objectStore('revisions')
			for (const row of await revisions.index('state').getAll([device, 'at-server']))
				if (!row.redacted && (row.heard ?? Number.POSITIVE_INFINITY) > match)
					await revisions.put({ ...row, state: 'waiting', again: true })
			const enrolment = await trx.objectStore('enrolments').get(device)
			if (enrolment)
				await trx.objectStore('enrolments').put({
					...enrolment,
					cursor: Math.min(enrolment.cursor, match),
					// a sequence number in the earlier backup may not be in the one restored from
					durable: Math.min(enrolment.durable ?? 0, match),
					marks: (enrolment.marks ?? []).filter(([seq]) => seq <= match),
				})
		})
	})
