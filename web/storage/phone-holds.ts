import type { Holds } from '#shared/sync/holds'
import { database } from './database.ts'
import { outboxState } from './outbox.ts'

const dayMs = 86_400_000

/** What an enrolment has that the server has not, besides the revisions that are on their way just now. Counts, and nothing else. */
export async function phoneHolds(device: string, leaving: ReadonlySet<string>, now: number): Promise<Holds> {
	const db = await database()
	const { records, waiting, oldestAt, refused } = await outboxState(device, leaving)
	const unsent = (await db.getAllFromIndex('attachments', 'device', device)).filter(
		({ state }) => state === 'waiting',
	)
	return {
		waiting,
		records,
		days: oldestAt === null ? 0 : Math.max(0, Math.floor((now - oldestAt) / dayMs)),
		drafts: await db.countFromIndex('drafts', 'device', device),
		stuck: refused,
		files: { count: unsent.length, bytes: unsent.reduce((sum, { size }) => sum + size, 0) },
	}
}
