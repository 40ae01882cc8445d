import { mkdir, open, rename } from 'node:fs/promises'
import { join } from 'node:path'

/** Beside the backups, so that whoever copies these to another machine takes it along. */
export const destroyedListName = 'zila-destroyed.txt'

/** Keeps the signed list of destroyed records in the folder of backups; it is the new one or the one of before, never half. */
export async function keepDestroyedList(dataFolder: string, list: string): Promise<void> {
	const folder = join(dataFolder, 'backups')
	await mkdir(folder, { recursive: true })
	const path = join(folder, destroyedListName)
	const handle = await open(`${path}.partial`, 'w', 0o600)
	try {
		await handle.writeFile(list)
		await handle.sync()
	} finally {
		await handle.close()
	}
	await rename(`${path}.partial`, path)
}
