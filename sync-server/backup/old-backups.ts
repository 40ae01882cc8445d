import { existsSync } from 'node:fs'
import { readdir, rm, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'

/**
 * Backup names of this and an earlier program. The signed erasure list in the same folder does not match and
 * stays.
 */
const names = /^zila-[\d-]+(T\d+(-\d+)?)?\.(backup|sqlite)$/

/** Returns an unused file name with the time of the backup, and a number if one of the same second is there. */
export function findUnusedName(folder: string, now: number): string {
	const stamp = new Date(now).toISOString().slice(0, 19).replaceAll(':', '')
	for (let copy = 1; ; copy++) {
		const file = join(folder, `zila-${stamp}${copy === 1 ? '' : `-${copy}`}.backup`)
		if (!existsSync(file)) return file
	}
}

/** Returns the newest backup in a folder; null if there is none. */
export async function findNewestBackup(
	folder: string,
): Promise<{ readonly name: string; readonly at: string } | null> {
	if (!existsSync(folder)) return null
	const found: { name: string; at: string }[] = []
	for (const name of (await readdir(folder)).filter((each) => names.test(each)))
		found.push({ name, at: (await stat(join(folder, name))).mtime.toISOString() })
	return found.sort((a, b) => (a.at < b.at ? 1 : -1))[0] ?? null
}

/**
 * Deletes the backups in the folder of the newest one that were made before a time (ms since 1970). Returns
 * their names.
 */
export async function removeBackupsBefore(newest: string, before: number): Promise<string[]> {
	const folder = dirname(newest)
	const removed: string[] = []
	for (const name of (await readdir(folder)).filter((each) => names.test(each))) {
		if (name === basename(newest) || (await stat(join(folder, name))).mtimeMs >= before) continue
		await rm(join(folder, name))
		removed.push(name)
	}
	return removed
}
