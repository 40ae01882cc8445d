import { buildCompanionHeader, labelEnding, offsetEnding } from '#shared/export/workbook-headers'
import { Problem } from '#shared/kernel/problem'
import type { ColumnDescription } from './describe-columns.ts'
import { offsetMinutesOf, offsetText } from './moments.ts'
import { isMeasure, isPlainNumber } from './plain-number.ts'
import { numberFor } from './variables.ts'

/** Maximum columns of a spreadsheet (Excel's own limit). */
export const maxColumns = 16_384

/**
 * A cell of a sheet: a number as it is written, a number of days shown as date or as date and time, or a
 * text.
 */
export interface SheetCell {
	readonly kind: 'number' | 'day' | 'time' | 'text'
	readonly value: string
}

/** A column of a sheet. */
export interface SheetColumn {
	readonly header: string
	/** Index of the table column that it comes from. */
	readonly at: number
	/** Width in characters. Null for the default. */
	readonly width: number | null
	readonly cell: (text: string) => SheetCell
}

const text = (value: string): SheetCell => ({ kind: 'text', value })

/**
 * Columns of a sheet: those of the table, an offset from UTC next to each time and, if labels are requested,
 * the label next to each code.
 *
 * @throws Problem `file-too-wide`
 */
export function sheetColumns(columns: readonly ColumnDescription[], hasLabels: boolean): SheetColumn[] {
	const headers = new Set(columns.map(({ header }) => header))
	const all = columns.flatMap((column, at): SheetColumn[] => {
		const { header, kind, labelOf } = column
		const isWide = kind === 'day' || holdsMoments(column)
		const own = { header, at, width: isWide ? 21 : null, cell: (cell: string) => cellOf(cell, column) }
		const companionColumn = (ending: string, textOf: (cell: string) => string): SheetColumn => ({
			header: buildCompanionHeader(header, ending, headers),
			at,
			width: null,
			cell: (cell) => text(textOf(cell)),
		})
		return [
			own,
			...(holdsMoments(column) ? [companionColumn(offsetEnding, (cell) => offsetOf(cell, column))] : []),
			...(hasLabels && labelOf ? [companionColumn(labelEnding, labelOf)] : []),
		]
	})
	if (all.length > maxColumns) throw new Problem('file-too-wide', { columns: all.length, most: maxColumns })
	return all
}

/**
 * True for times. Among calculations, only start and end of the interview are known to be times before the
 * values are read.
 */
const holdsMoments = ({ kind, isClock }: ColumnDescription): boolean => kind === 'moment' || isClock === true

function cellOf(cell: string, column: ColumnDescription): SheetCell {
	const { kind } = column
	const isNumber = kind === 'number' || kind === 'whole' || kind === 'calculation'
	if ((isNumber && isPlainNumber(cell)) || (kind === 'measure' && isMeasure(cell)))
		return { kind: 'number', value: cell }
	const time = holdsMoments(column) ? localTime(cell, column) : null
	if (time !== null) return { kind: 'time', value: String(time) }
	const day = kind === 'day' || kind === 'calculation' ? daysOf(numberFor({ kind: 'day' }, cell)) : null
	return day === null ? text(cell) : { kind: 'day', value: String(day) }
}

const dayMs = 86_400_000
/**
 * Local time as a spreadsheet number, since spreadsheets have no time zones. Null if the cell is not a time,
 * or not one that spreadsheets show correctly.
 */
const localTime = (cell: string, column: ColumnDescription): number | null => {
	const ms = numberFor({ kind: 'moment' }, cell)
	return Number.isNaN(ms) ? null : daysOf((ms + offsetMinutesOf(cell, column) * 60_000) / dayMs)
}

const offsetOf = (cell: string, column: ColumnDescription): string =>
	localTime(cell, column) === null ? '' : offsetText(offsetMinutesOf(cell, column))

/** 1 March 1900, and the first day after 9999. */
const [firstDayRight, afterLastDay] = [61, 2_958_466]
/**
 * Days since 31 December 1899, as spreadsheets count from March 1900 on. Null for days that they do not show
 * correctly.
 */
function daysOf(daysSince1970: number): number | null {
	const days = daysSince1970 + 25_569
	return days >= firstDayRight && days < afterLastDay ? days : null
}
