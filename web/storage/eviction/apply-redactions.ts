import { attachmentsNamedBy } from '#shared/forms/attachment-names'
import type { Bytes } from '#shared/kernel/bytes'
import { readRevision } from '#shared/revisions/revision'
import { removeAttachments } from '../attachments/attachments.ts'
import { database, write } from '../database/database.ts'
import { inflate } from '../database/deflate.ts'
import { enrolmentOf, type VaultSession } from '../enrolment/enrolments.ts'
import { revisionIn } from '../records/revision-rows.ts'

interface Come {
	readonly id: string
	readonly record: string
	/** The revision as received, deflated. */
	readonly deflated: Bytes
	readonly redacted?: true
}

/**
 * Applies redactions from the server: deletes the photos, recordings and files that only the removed values
 * named. Returns the revisions to store, without those of records that were evicted here.
 */
export async function applyRedactions<One extends Come>(
	vaultSession: VaultSession,
	incoming: readonly One[],
): Promise<readonly One[]> {
	const { device } = vaultSession
	const db = await database()
	const { wants = [] } = await enrolmentOf(device)
	const gone = new Set<string>()
	const accepted: One[] = []
	for (const each of incoming) {
		const row = each.redacted ? await db.revisions.get([device, each.id]) : undefined
		if (each.redacted && !row) {
			const record = await db.records.get([device, each.record])
			if (record?.kept && !wants.includes(each.id)) continue
		}
		accepted.push(each)
		const before = row ? await revisionIn(vaultSession, row) : null
		const after = before ? readRevision(await inflate(each.deflated)) : null
		if (!before || !after) continue
		for (const name of attachmentsNamedBy(Object.values(before.set))) gone.add(name)
		for (const name of attachmentsNamedBy(Object.values(after.set))) gone.delete(name)
	}
	if (gone.size > 0) {
		await removeAttachments([...gone])
		await write(['attachments'], ({ attachments }) =>
			attachments.bulkDelete([...gone].map((name) => [device, name])),
		)
	}
	return accepted
}
