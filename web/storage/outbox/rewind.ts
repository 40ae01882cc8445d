import { database, isDatabaseNewer, write } from '../database/database.ts'
import { oneAtATime } from '../database/record-lock.ts'
import {
	buildCertificateAad,
	certificateKind,
	type IncomingCertificate,
	type Owner,
} from '../enrolment/certificates.ts'
import type { UnlockedSession } from '../enrolment/enrolments.ts'
import { requeueAttachments } from './outbox.ts'

/** Returns all readable certificates on this phone; unreadable ones are skipped. */
export async function certificatesOnPhone({ device, vault }: Owner): Promise<IncomingCertificate[]> {
	const rows = await (await database()).getAllFromIndex('documents', 'kind', [device, certificateKind])
	const opened = await Promise.all(
		rows.map(async (row) => {
			const bytes = await vault.openBytes(buildCertificateAad(device, row.ref), row).catch(() => null)
			return bytes ? [{ device: row.ref, bytes }] : []
		}),
	)
	return opened.flat()
}

/**
 * Applies a restore of the server to the checkpoint `match`: later acknowledgements are lost there, so those
 * revisions become unsent, whoever wrote them, and the feed is read again from there.
 */
export const rewindTo = ({ device }: UnlockedSession, match: number): Promise<void> =>
	oneAtATime(async () => {
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
