import { vi } from 'vitest'
import { readCsv } from '#shared/kernel/csv'

export interface SavedFile {
	readonly name: string
	readonly content: Blob
}

/** Collects, until the end of the test, the files that a screen passes to the browser to be saved. */
export function watchSavedFiles(): readonly SavedFile[] {
	const files: SavedFile[] = []
	const contents = new Map<string, Blob>()
	vi.spyOn(URL, 'createObjectURL').mockImplementation((content) => {
		const address = `blob:saved-${contents.size}`
		contents.set(address, content as Blob)
		return address
	})
	vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(function (this: HTMLAnchorElement) {
		const content = contents.get(this.href)
		if (content) files.push({ name: this.download, content })
	})
	return files
}

/** Parses a saved CSV file into rows of cells; without commas or quotes in cells. */
export async function rowsOfFile(file: SavedFile | undefined): Promise<string[][]> {
	if (!file) throw new Error('no file was saved')
	return readCsv((await file.content.text()).replace('\ufeff', ''))
}
