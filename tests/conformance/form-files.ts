import { readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { Problem } from '#shared/kernel/problem'
import type { Sheet } from '#shared/xlsform/sheets'
import { readFormFile } from '../../web/desk/forms/read-form-file.ts'

/** Returns every workbook in a folder and its subfolders. */
export function formFilesIn(folder: string): string[] {
	return readdirSync(folder, { withFileTypes: true, recursive: true })
		.filter((file) => file.isFile() && /\.xlsx?$/i.test(file.name))
		.map((file) => join(file.parentPath, file.name))
		.sort()
}

/** Reads the sheets of a form as the desk does; null if it rejects the file. */
export async function sheetsIn(path: string): Promise<readonly Sheet[] | null> {
	const file = new File([readFileSync(path)], basename(path))
	const read = await readFormFile([file]).catch((thrown: unknown) => {
		if (thrown instanceof Problem) return null
		throw thrown
	})
	return read?.sheets ?? null
}
