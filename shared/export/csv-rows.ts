import { csvLine, guarded } from '#shared/kernel/csv'

/** A row of a table: ids, which join tables, then cells that must be guarded against formulas. */
export interface CsvRow {
	readonly ids: readonly string[]
	readonly cells: readonly string[]
}

/** Formats a row of a file. Ids are not guarded: they join files, and one may begin with `-`. */
export const formatCsvRow = (ids: readonly string[], cells: readonly string[]): string =>
	csvLine([...ids, ...cells.map(guarded)])

export const byteOrderMark = '\ufeff'
