import { writeRevision } from '#shared/revisions/revision'
import { database } from '../../web/storage/database/database.ts'
import { deflate } from '../../web/storage/database/deflate.ts'
import { enrolmentOf, type VaultSession } from '../../web/storage/enrolment/enrolments.ts'
import { applySyncResponse } from '../../web/storage/outbox/outbox.ts'
import { revisionIn } from '../../web/storage/records/revision-rows.ts'

/**
 * Returns the message by which a phone learns that the server has erased these answers from the record's
 * first revision.
 */
export async function forgottenOf(vaultSession: VaultSession, record: string, paths: readonly string[]) {
	const [row] = await (await database()).revisions.where({ device: vaultSession.device, record }).toArray()
	const revision = row && (await revisionIn(vaultSession, row))
	if (!row || !revision) throw new Error('not found in the database')
	const set = { ...revision.set, ...Object.fromEntries(paths.map((path) => [path, null])) }
	const { bytes } = writeRevision({ ...revision, set })
	const incoming = [
		{
			id: row.id,
			record,
			n: row.n,
			role: row.role,
			signature: null,
			redacted: true as const,
			deflated: await deflate(bytes),
		},
	]
	return async () => {
		const { cursor, durable = 0, marks = [] } = await enrolmentOf(vaultSession.device)
		const [[seq, chain] = [0, '']] = marks
		const header = {
			v: 5,
			nonce: '',
			acks: [],
			cursor,
			more: false,
			head: { seq, chain },
			durable,
			authors: {},
			now: Date.now(),
			notices: [],
		}
		const reply = { header, incoming, documents: [], certificates: [], notUnderstood: null }
		await applySyncResponse(vaultSession, reply, Date.now())
	}
}
