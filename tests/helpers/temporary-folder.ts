import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const folders = new Set<string>()

/** Deletes the folders of a test file, whose open files are closed by then (`end-test-file.ts`). */
export function deleteTemporaryFolders(): void {
	for (const folder of folders) rmSync(folder, { recursive: true, force: true })
	folders.clear()
}

/** Creates a folder that is deleted after the tests of this file. */
export function temporaryFolder(): string {
	const folder = mkdtempSync(join(tmpdir(), 'zila-'))
	folders.add(folder)
	return folder
}
