import { existsSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { readCsvTable } from '#shared/kernel/csv'

/**
 * Returns a filter for the forms of a folder that need no app of their own (CHT), by the column `dialect`
 * of `index.csv`. Null without such a file.
 */
export function withoutCht(folder: string): ((file: string) => boolean) | null {
	const index = join(folder, 'index.csv')
	if (!existsSync(index)) return null
	const rows = readCsvTable(readFileSync(index, 'utf8')).filter(({ dialect }) => dialect !== undefined)
	if (rows.length === 0) return null
	const included = new Set(rows.filter(({ dialect }) => dialect !== 'CHT').map(({ file = '' }) => file))
	// the table may name files relative to the folder or to its parent
	return (file) => included.has(file) || included.has(`${basename(folder)}/${file}`)
}
