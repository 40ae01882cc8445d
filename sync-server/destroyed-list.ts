import { mkdir, open, readFile, rename } from 'node:fs/promises'
import { join } from 'node:path'
import { shortDigest } from '#shared/kernel/digest'

/** Beside the backups, so that whoever copies these to another machine takes it along. */
export const erasureListName = 'zila-destroyed.txt'

/**
 * Keeps the signed list of destroyed records in the folder of backups; it is the new one or the one of before, never half. A store that
 * was put back without the list knows less than the list does: then the one of before stays, under another name.
 */
export async function saveErasureList(dataFolder: string, list: string): Promise<void> {
	const folder = join(dataFolder, 'backups')
	await mkdir(folder, { recursive: true })
	const path = join(folder, erasureListName)
	const handle = await open(`${path}.partial`, 'w', 0o600)
	try {
		await handle.writeFile(list)
		await handle.sync()
	} finally {
		await handle.close()
	}
	const before = await readFile(path, 'utf8').catch(() => '')
	const known = new Set(list.split('\n'))
	if (before.split('\n').some((line) => !known.has(line)))
		await rename(path, join(folder, `before-${shortDigest(before).slice(0, 8)}-${erasureListName}`))
	await rename(`${path}.partial`, path)
}
