import { open } from 'node:fs/promises'

/**
 * Flushes a file or folder to disk, so that it survives a power cut. Windows cannot open folders and needs no
 * flush for them.
 */
export async function flushToDisk(path: string): Promise<void> {
	const handle = await open(path, 'r').catch((thrown: unknown) => {
		if (process.platform === 'win32') return null
		throw thrown
	})
	await handle?.sync().finally(() => handle.close())
}
