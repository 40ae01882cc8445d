import type { ExportFile } from './export-tables.ts'
import { rScript } from './r-script.ts'
import { scriptTable } from './script-table.ts'
import { stataScript } from './stata-script.ts'

/**
 * Scripts that read the tables of an export into R and Stata, with types, labels and missing values.
 * `values`: as in `scriptTable`.
 */
export function importScripts(
	files: readonly Pick<ExportFile, 'name' | 'columns'>[],
	values: string,
): { readonly name: string; readonly text: string }[] {
	const tables = files.map((file) => scriptTable(file, values))
	return [
		{ name: 'read.R', text: rScript(tables) },
		{ name: 'read.do', text: stataScript(tables) },
	]
}
