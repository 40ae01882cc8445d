import type { CompletedFiles, FileNamed } from '../attachments/file-store.ts'
import { hashOf } from '../attachments/hash-of.ts'
import { listErasedFiles } from '../storage/destruction-table.ts'
import type { Store } from '../storage/store.ts'

export interface FilesCopied {
	/** Copied now; the others were there. */
	readonly copied: number
	/** Hashes of those that are not where they are copied from, or are damaged there. */
	readonly missing: readonly string[]
}

/**
 * Copies attachments from one place of files to another. One that is there already is not copied again, so that a folder
 * beside the backups grows with the fieldwork and not with the number of backups.
 */
export async function copyFiles(
	from: CompletedFiles,
	to: CompletedFiles,
	files: readonly FileNamed[],
): Promise<FilesCopied> {
	let copied = 0
	const missing: string[] = []
	for (const file of files) {
		if (await to.has(file.hash)) continue
		const isCopied = (await from.has(file.hash)) && (await to.save(file, await from.read(file.hash)))
		if (isCopied) copied++
		else missing.push(file.hash)
	}
	return { copied, missing }
}

/** Hashes of those that are not there, or do not open as what their names say. */
export async function damagedAmong(files: CompletedFiles, named: readonly FileNamed[]): Promise<string[]> {
	const damaged: string[] = []
	for (const { hash } of named) {
		const found = (await files.has(hash)) && (await hashOf(await files.read(hash)).catch(() => ''))
		if (found !== hash) damaged.push(hash)
	}
	return damaged
}

/** Files of destroyed records go from beside the backups too: there they would lie for ever, whichever backups are kept. */
export async function deleteErasedFiles({ reading, project }: Store, from: CompletedFiles): Promise<void> {
	for (const hash of await listErasedFiles(reading, project, { onlyHere: false })) await from.remove(hash)
}
