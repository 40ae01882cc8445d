import type { FileRemark } from '#shared/cleaning/edit-file'

const maxListedRows = 5

/**
 * Reasons why rows and cells of a file are not applied: each reason once per column, with the number of rows
 * and the first of them.
 */
export class EditFileRemarks {
	readonly #found = new Map<string, FileRemark>()
	add(why: FileRemark['why'], column: string, at: number): void {
		const key = `${why} ${column}`
		const known = this.#found.get(key) ?? { why, column, count: 0, at: [] }
		known.count++
		if (known.at.length < maxListedRows) known.at.push(at)
		this.#found.set(key, known)
	}
	all(): FileRemark[] {
		return [...this.#found.values()]
	}
}
