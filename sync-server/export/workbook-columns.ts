import { buildCompanionHeader, labelEnding, offsetEnding } from '#shared/export/workbook-headers'
import { Problem } from '#shared/kernel/problem'
import type { ColumnDescription } from './describe-columns.ts'
import { offsetMinutesOf, offsetText } from './moments.ts'
import { isMeasure, isPlainNumber } from './plain-number.ts'
import { numberFor } from './variables.ts'

/** As far as spreadsheet programs go (Excel's own limit). */
export const mostColumns = 16_384

/** A cell of a sheet: a number as it is written, the day or the date and time that a number of days means, or a text. */
export interface SheetCell {
	readonly kind: 'number' | 'day' | 'time' | 'text'
	readonly value: string
}

/** A column of a sheet. */
export interface SheetColumn {
	readonly header: string
	/** Place of the column of the table that it comes from. */
	readonly at: number
	/** In letters, where what stands in it is wider than usual. */
	readonly width: number | null
	readonly cell: (text: string) => SheetCell
}

const text = (value: string): SheetCell => ({ kind: 'text', value })

/**
 * The columns of a sheet: those of the table, beside a time its offset from UTC, and beside a code what it is called where labels are asked for.
 *
 * @throws Problem `file-too-wide`
 */
export function sheetColumns(columns: readonly ColumnDescription[], hasLabels: boolean): SheetColumn[] {
	const headers = new Set(columns.map(({ header }) => header))
	const all = columns.flatMap((column, at): SheetColumn[] => {
		const { header, kind, labelOf } = column
		const isWide = kind === 'day' || holdsMoments(column)
		const own = { header, at, width: isWide ? 21 : null, cell: (cell: string) => cellOf(cell, column) }
		const beside = (ending: string, said: (cell: string) => string): SheetColumn => ({
			header: buildCompanionHeader(header, ending, headers),
			at,
			width: null,
			cell: (cell) => text(said(cell)),
		})
		return [
			own,
			...(holdsMoments(column) ? [beside(offsetEnding, (cell) => offsetOf(cell, column))] : []),
			...(hasLabels && labelOf ? [beside(labelEnding, labelOf)] : []),
		]
	})
	if (all.length > mostColumns) throw new Problem('file-too-wide', { columns: all.length, most: mostColumns })
	return all
}

/** Of all that is worked out, only when an interview began and ended is known to be a time before its values are read. */
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
/** By the clock of the place, since a spreadsheet knows no other; null for what is no time, or none that it shows right. */
const localTime = (cell: string, column: ColumnDescription): number | null => {
	const ms = numberFor({ kind: 'moment' }, cell)
	return Number.isNaN(ms) ? null : daysOf((ms + offsetMinutesOf(cell, column) * 60_000) / dayMs)
}

const offsetOf = (cell: string, column: ColumnDescription): string =>
	localTime(cell, column) === null ? '' : offsetText(offsetMinutesOf(cell, column))

/** 1 March 1900, and the first day after 9999. */
const [firstDayRight, afterLastDay] = [61, 2_958_466]
/** Days since the last of 1899, as spreadsheets count from March 1900 on; null for what they do not show right. */
function daysOf(daysSince1970: number): number | null {
	const days = daysSince1970 + 25_569
	return days >= firstDayRight && days < afterLastDay ? days : null
}
