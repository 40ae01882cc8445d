import { database, write } from './database.ts'

const copyKey = (device: string) => `second-copy ${device}`
/** Key of earlier versions, one for all people on the phone. */
const sharedKey = 'second-copy'

/** When all unsent work of a person was last saved in a file, ms since 1970; null if it never was. */
export async function lastCopyAt(device: string): Promise<number | null> {
	const db = await database()
	const own = await db.settings.get(copyKey(device))
	if (own) return Number(own.value)
	const shared = Number((await db.settings.get(sharedKey))?.value ?? 0)
	const enrolledAt = (await db.enrolments.get(device))?.enrolledAt ?? 0
	// a file from before this person's enrolment has nothing of them
	return shared > enrolledAt ? shared : null
}
export const saveBackupFileTime = (device: string, at: number): Promise<unknown> =>
	write(['settings'], ({ settings }) => settings.put({ key: copyKey(device), value: String(at) }))
