import { csvLine, guarded } from '#shared/kernel/csv'

/** One line of a table: the ids it is joined by, then what a spreadsheet must not run. */
export interface CsvRow {
	readonly ids: readonly string[]
	readonly cells: readonly string[]
}

/** One line of a file. Ids stand as they are: files are joined by them, and one may begin with `-`. */
export const formatCsvRow = (ids: readonly string[], cells: readonly string[]): string =>
	csvLine([...ids, ...cells.map(guarded)])

export const byteOrderMark = '\ufeff'
