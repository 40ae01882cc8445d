import type { CompletedFiles, FileNamed } from '../attachments/file-store.ts'
import { hashOf } from '../attachments/hash-of.ts'
import { listErasedFiles } from '../storage/privacy/erasures.ts'
import type { Store } from '../storage/store.ts'

export interface FilesCopied {
	/** Files copied now; the others existed. */
	readonly copied: number
	/** Hashes of files that are missing or damaged in the source. */
	readonly missing: readonly string[]
}

/**
 * Copies attachments between file stores. Existing files are not copied again, so that a folder next to the
 * backups grows with the fieldwork and not with the number of backups.
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

/** Returns the hashes of files that are missing. */
export async function findMissingFiles(
	files: CompletedFiles,
	named: readonly FileNamed[],
): Promise<string[]> {
	const missing: string[] = []
	for (const { hash } of named) if (!(await files.has(hash))) missing.push(hash)
	return missing
}

/** Returns the hashes of files that are missing, or whose content does not match. */
export async function findDamagedFiles(
	files: CompletedFiles,
	named: readonly FileNamed[],
): Promise<string[]> {
	const damaged: string[] = []
	for (const { hash } of named) {
		const found = (await files.has(hash)) && (await hashOf(await files.read(hash)).catch(() => ''))
		if (found !== hash) damaged.push(hash)
	}
	return damaged
}

/** Deletes files of erased records next to the backups, where they would otherwise outlive every backup. */
export async function deleteErasedFiles({ reading }: Store, from: CompletedFiles): Promise<void> {
	for (const hash of await listErasedFiles(reading, { onlyHere: false })) await from.remove(hash)
}
