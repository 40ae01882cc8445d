import type { Holds } from '#shared/sync/holds'
import { countAttachments } from './attachments.ts'
import { database } from './database.ts'
import { outboxState } from './outbox.ts'

const dayMs = 86_400_000

/** What an enrolment has that the server has not, besides the revisions that are on their way just now. Counts, and nothing else. */
export async function phoneHolds(device: string, leaving: ReadonlySet<string>, now: number): Promise<Holds> {
	const db = await database()
	const { records, waiting, oldestAt, refused } = await outboxState(device, leaving)
	// all who work on a phone keep their photos in one place, under names that say nothing of whose they are
	const files = (await db.count('enrolments')) === 1 ? await countAttachments().catch(() => null) : null
	return {
		waiting,
		records,
		days: oldestAt === null ? 0 : Math.max(0, Math.floor((now - oldestAt) / dayMs)),
		drafts: await db.countFromIndex('drafts', 'device', device),
		stuck: refused,
		...(files === null ? {} : { files: { count: files } }),
	}
}
