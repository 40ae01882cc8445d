import { existsSync } from 'node:fs'
import { copyFile, mkdir, open, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { fileIn, hashOf } from '../attachments/file-store-on-disk.ts'

export interface FilesCopied {
	/** Copied now; the others were there. */
	readonly copied: number
	/** Hashes of those that are not where they are copied from, or are damaged there. */
	readonly missing: readonly string[]
}

/**
 * Copies attachments, called by their hashes, from one folder of theirs into another. One that is there already is not copied
 * again, so that a folder beside the backups grows with the fieldwork and not with the number of backups. Each has its name only when it was
 * read back and is what its name says.
 */
export async function copyFiles(from: string, to: string, hashes: Iterable<string>): Promise<FilesCopied> {
	let copied = 0
	const missing: string[] = []
	for (const hash of new Set(hashes)) {
		const [source, target] = [fileIn(from, hash), fileIn(to, hash)]
		if (existsSync(target)) continue
		if (!existsSync(source)) {
			missing.push(hash)
			continue
		}
		await mkdir(dirname(target), { recursive: true })
		const partial = `${target}.partial`
		await copyFile(source, partial)
		if ((await hashOf(partial)) !== hash) {
			await rm(partial)
			missing.push(hash)
			continue
		}
		const handle = await open(partial, 'r+')
		await handle.sync().finally(() => handle.close())
		await rename(partial, target)
		copied++
	}
	return { copied, missing }
}
