import { database, type RevisionRow, write } from '../database/database.ts'

/**
 * Marks copies of open drafts before they are sent: the reply can be lost, and then it is unknown whether
 * they arrived. Finished revisions need no mark, since they are never deleted again.
 */
export async function markAttempted(device: string, ids: ReadonlySet<string>): Promise<void> {
	const db = await database()
	const drafts = await db.getAllFromIndex('drafts', 'device', device)
	const copies: RevisionRow[] = []
	for (const { record } of drafts)
		for (const row of await db.getAllFromIndex('revisions', 'record', [device, record]))
			if (ids.has(row.id) && !row.tried) copies.push(row)
	if (copies.length === 0) return
	await write(['revisions'], async (trx) => {
		const revisions = trx.objectStore('revisions')
		for (const { id } of copies) {
			const row = await revisions.get([device, id])
			if (row) await revisions.put({ ...row, tried: true })
		}
	})
}
