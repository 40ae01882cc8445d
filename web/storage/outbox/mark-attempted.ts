import { database, type RevisionRow, write } from '../database/database.ts'

/**
 * Marks copies of open drafts before they are sent: the reply can be lost, and then it is unknown whether
 * they arrived. Finished revisions need no mark, since they are never deleted again.
 */
export async function markAttempted(device: string, ids: ReadonlySet<string>): Promise<void> {
	const db = await database()
	const drafts = await db.drafts.where({ device }).toArray()
	const copies: RevisionRow[] = []
	for (const { record } of drafts)
		for (const row of await db.revisions.where({ device, record }).toArray())
			if (ids.has(row.id) && !row.tried) copies.push(row)
	if (copies.length === 0) return
	await write(['revisions'], ({ revisions }) =>
		revisions.bulkUpdate(copies.map(({ id }) => ({ key: [device, id], changes: { tried: true } }))),
	)
}
