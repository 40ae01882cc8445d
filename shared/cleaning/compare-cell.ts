import type { SpreadsheetDamage } from '#shared/cleaning/edit-file'
import { latinDigits } from '#shared/forms/digits'
import { unguarded } from '#shared/kernel/csv'
import { momentOf } from '#shared/xlsform/number-formats'

/** Returns a cell without the changes of spreadsheets and formula guards. */
export const plainCell = (cell: string): string =>
	unguarded(cell.trim()).replace(/\r\n?/g, '\n').normalize('NFC').trim()

/**
 * Compares a cell with what an export wrote: the same; the same as a spreadsheet would write it (leading
 * zeros lost, dates in another order, letters that its file could not hold, TRUE); or something else.
 */
export function compareWithExportedCell(cell: string, taken: string): 'same' | SpreadsheetDamage | 'other' {
	const [now, before] = [plainCell(cell), plainCell(taken)]
	if (now === before) return 'same'
	if (now === '' || before === '') return 'other'
	if (isSameMoment(now, before)) return 'same'
	if (isSameNumber(now, before)) return 'number'
	if (/^(true|false)$/i.test(now) && now.toLowerCase() === before.toLowerCase()) return 'truth'
	if (
		isSameLocalTime(now, before) ||
		isSameDay(now, before) ||
		isSameTime(now, before) ||
		isReadAsDate(now, before)
	)
		return 'day'
	return lostLetters(before).includes(now) ? 'letters' : 'other'
}

const numberPattern = /^[+-]?\d+([.,]\d+)?(e[+-]?\d+)?$/i
/** Digits that a spreadsheet preserves. */
const significantDigits = 15

function isSameNumber(now: string, before: string): boolean {
	if (!numberPattern.test(now) || !numberPattern.test(before)) return false
	const [first, second] = [Number(now.replace(',', '.')), Number(before.replace(',', '.'))]
	if (first === second) return true
	const digits = /^[+-]?(\d)(?:[.,](\d+))?e/i.exec(now)
	if (digits)
		return second.toExponential((digits[2] ?? '').length) === first.toExponential((digits[2] ?? '').length)
	return (
		before.length > significantDigits &&
		first.toPrecision(significantDigits) === second.toPrecision(significantDigits)
	)
}

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']
const monthOf = (name: string): number => months.indexOf(name.slice(0, 3).toLowerCase()) + 1

/**
 * Returns every date that a cell can mean, as spreadsheets of different countries write it: `31/01/2026`,
 * `1/31/26`, `31-Jan-26`, `46053`.
 */
export function listPossibleDays(cell: string): string[] {
	const text = latinDigits(cell)
	const [, serial] = /^([1-9]\d{4})$/.exec(text) ?? []
	if (serial) return [momentOf(Number(serial), false)?.toISOString().slice(0, 10) ?? '']
	const [, first = '', second = '', third = ''] =
		/^(\d{1,4})[/.\- ](\d{1,2}|[a-z]{3,9})[/.\- ](\d{1,4})(?:[ T].*)?$/i.exec(text) ?? []
	if (first === '') return []
	if (/[a-z]/i.test(second)) return [dayText(third, monthOf(second), first)]
	if (first.length === 4) return [dayText(first, Number(second), third)]
	return [dayText(third, Number(second), first), dayText(third, Number(first), second)]
}

const dayText = (year: string, month: number, day: string): string =>
	`${year.length === 2 ? `20${year}` : year}-${String(month).padStart(2, '0')}-${day.padStart(2, '0')}`

const isSameDay = (now: string, before: string): boolean =>
	/^\d{4}-\d{2}-\d{2}$/.test(before) && listPossibleDays(now).includes(before)

const moment = /^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?)(Z|[+-]\d{2}:\d{2})$/
/** True if both are the same time with the same offset, with seconds or without. */
const isSameMoment = (now: string, before: string): boolean =>
	moment.exec(now)?.[2] !== undefined &&
	moment.exec(now)?.[2] === moment.exec(before)?.[2] &&
	Date.parse(now) === Date.parse(before)
/** True for a date and time as a spreadsheet has it, without its offset. */
const isSameLocalTime = (now: string, before: string): boolean =>
	/T/.test(now) && isSameMoment(`${now}${moment.exec(before)?.[2] ?? ''}`, before)

/** True for `9:05:00 AM`, or the first day of a spreadsheet's calendar with a time, instead of `09:05`. */
function isSameTime(now: string, before: string): boolean {
	const wanted = /^(\d{2}):(\d{2})/.exec(before)
	const [, hour = '', minute, half = ''] =
		/^(?:1899-12-3[01]T)?(\d{1,2}):(\d{2})(?::\d{2}(?:\.\d+)?)?Z? ?([AP]M)?$/i.exec(now) ?? []
	if (!wanted || minute !== wanted[2]) return false
	const hours = half === '' ? Number(hour) : (Number(hour) % 12) + (/p/i.test(half) ? 12 : 0)
	return hours === Number(wanted[1])
}

/** True for `3-4` that became `03-Apr` or `04-Mar`. */
function isReadAsDate(now: string, before: string): boolean {
	const given = /^(\d{1,2})[-/](\d{1,2})$/.exec(before)
	const [, day, month = ''] = /^(\d{1,2})-([a-z]{3})$/i.exec(now) ?? []
	if (!given || day === undefined) return false
	const [first, second] = [Number(given[1]), Number(given[2])]
	const dayAndMonth = [Number(day), monthOf(month)]
	return [first, second].every((each) => dayAndMonth.includes(each))
}

/**
 * Returns a text as a file without its letters has it: `?` for each, counted in UTF-16 units or in code
 * points.
 */
const lostLetters = (text: string): string[] => {
	const isPlain = /^[\x20-\x7e\n]*$/.test(text)
	return isPlain ? [] : [text.replace(/[^\n\x20-\x7e]/g, '?'), text.replace(/[^\n\x20-\x7e]/gu, '?')]
}
