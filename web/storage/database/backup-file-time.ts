import { database, write } from './database.ts'

const copyKey = 'second-copy'

/** When all unsent work was last saved in a file, ms since 1970; null if it never was. */
export async function lastCopyAt(): Promise<number | null> {
	const row = await (await database()).settings.get(copyKey)
	return row ? Number(row.value) : null
}
export const saveBackupFileTime = (at: number): Promise<unknown> =>
	write(['settings'], ({ settings }) => settings.put({ key: copyKey, value: String(at) }))
