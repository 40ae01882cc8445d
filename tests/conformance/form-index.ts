import { existsSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { readCsvTable } from '#shared/kernel/csv'

/**
 * Which forms in a folder are of no dialect that needs an app of its own (CHT): those that `index.csv` lists with another
 * `dialect`. Null without such a table.
 */
export function withoutCht(folder: string): ((file: string) => boolean) | null {
	const index = join(folder, 'index.csv')
	if (!existsSync(index)) return null
	const rows = readCsvTable(readFileSync(index, 'utf8')).filter(({ dialect }) => dialect !== undefined)
	if (rows.length === 0) return null
	const meant = new Set(rows.filter(({ dialect }) => dialect !== 'CHT').map(({ file = '' }) => file))
	// the table may name files from the folder, or from the one around it
	return (file) => meant.has(file) || meant.has(`${basename(folder)}/${file}`)
}
