import { firstFree } from './column-names.ts'

/*
 * Additional columns of a workbook: the offset of a time, because a cell with a real date and time cannot
 * hold one, and the label of a code.
 */

export const offsetEnding = '_offset'
export const labelEnding = '_label'

/** Returns the header of an additional column. `headers`: those that the table has in every file. */
export const buildCompanionHeader = (header: string, ending: string, headers: ReadonlySet<string>): string =>
	firstFree(header + ending, (name) => !headers.has(name))

const localTime = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?))?$/
const offset = /^[+-]\d{2}:\d{2}$/

/**
 * Joins a spreadsheet's date and time with the offset in the additional column; any other cell is returned
 * unchanged.
 */
export function withOffset(cell: string, offsetCell: string): string {
	const [, day, clock = '00:00:00.000'] = localTime.exec(cell.trim()) ?? []
	return day === undefined || !offset.test(offsetCell.trim()) ? cell : `${day}T${clock}${offsetCell.trim()}`
}
