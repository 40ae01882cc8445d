import { readdir, rm, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'

/** Backups as this program names them, and an earlier one did; the signed list of destroyed records lies among them and stays. */
const names = /^zila-[\d-]+T?\d*\.(backup|sqlite)$/

/** Removes the backups in the folder of the newest that were made before then (ms since 1970); gives their names. */
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
