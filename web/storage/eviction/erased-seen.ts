import { database, write } from '../database/database.ts'

const key = (device: string) => `destroyed ${device}`

/** Counts this person's erased records, and those among them that the person has not seen yet. */
export async function countErasedRecords(device: string): Promise<{ all: number; unseen: number }> {
	const db = await database()
	const all = await db.documents.where({ device, kind: 'destroyed' }).count()
	// after a full resync there may be fewer than were seen
	const seen = all > 0 ? Number((await db.settings.get(key(device)))?.value ?? 0) : 0
	return { all, unseen: Math.max(0, all - seen) }
}

export const saveErasedSeen = (device: string, all: number): Promise<unknown> =>
	write(['settings'], ({ settings }) => settings.put({ key: key(device), value: String(all) }))
