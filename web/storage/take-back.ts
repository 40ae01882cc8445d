import { buildCertificateAad, certificateKind, type IncomingCertificate, type Owner } from './certificates.ts'
import { database, isDatabaseNewer, write } from './database.ts'
import { oneAtATime } from './one-at-a-time.ts'
import { requeueAttachments } from './outbox.ts'
import type { UnlockedSession } from './people-on-phone.ts'

/** All certificates that lie here; one that can no longer be read is passed over. */
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
 * The server was set back to what both know up to `match`: what it has heard of since is lost there, and waits to be sent
 * again, whoever wrote it; and from there on everything is to be heard anew.
 */
export const rewindTo = ({ device }: UnlockedSession, match: number): Promise<void> =>
	oneAtATime(async () => {
		// first, since the marks say that all of it is done; a newer app's database is left alone there
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
					// what was safe in a backup of before may not be in this one
					durable: Math.min(enrolment.durable ?? 0, match),
					marks: (enrolment.marks ?? []).filter(([seq]) => seq <= match),
				})
		})
	})
