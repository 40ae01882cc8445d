import { firstFree } from './column-names.ts'

/*
 * Columns that a workbook has and no other file: the offset of a time beside it, since a cell with a real date and time has no room for one, and the label
 * of a code.
 */

export const offsetEnding = '_offset'
export const labelEnding = '_label'

/** The header of such a column. `headers`: those that the table has in every file. */
export const buildCompanionHeader = (header: string, ending: string, headers: ReadonlySet<string>): string =>
	firstFree(header + ending, (name) => !headers.has(name))

const localTime = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?))?$/
const offset = /^[+-]\d{2}:\d{2}$/

/** A date and time of a spreadsheet with the offset that stands beside it; whatever is none stays as it is. */
export function withOffset(cell: string, beside: string): string {
	const [, day, clock = '00:00:00.000'] = localTime.exec(cell.trim()) ?? []
	return day === undefined || !offset.test(beside.trim()) ? cell : `${day}T${clock}${beside.trim()}`
}
