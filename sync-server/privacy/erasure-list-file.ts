import { mkdir, open, readFile, rename } from 'node:fs/promises'
import { join } from 'node:path'
import { shortDigest } from '#shared/kernel/digest'

/**
 * File name of the erasure list, in the folder of the backups, so that it is copied to other machines with
 * them.
 */
export const erasureListName = 'zila-destroyed.txt'

/**
 * Saves the signed erasure list in the folder of backups, atomically. A store that was restored without the
 * list knows fewer erasures than the list: then the previous list stays, under another name.
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
