import { open } from 'node:fs/promises'

/** What was written under this name, or into this folder, survives a power cut. Windows opens no folder, and needs none to be. */
export async function flushToDisk(path: string): Promise<void> {
	const handle = await open(path, 'r').catch((thrown: unknown) => {
		if (process.platform === 'win32') return null
		throw thrown
	})
	await handle?.sync().finally(() => handle.close())
}
