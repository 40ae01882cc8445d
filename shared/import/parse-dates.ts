import { listPossibleDays } from '#shared/cleaning/compare-cell'
import { latinDigits } from '#shared/forms/digits'
import { momentOf } from '#shared/xlsform/number-formats'
import type { DayOrder } from './mapping.ts'

/** True for an existing date; a year before 1900 is a slip of the pen. */
const isDay = (text: string): boolean =>
	/^(19|[2-9]\d)\d{2}-\d{2}-\d{2}$/.test(text) &&
	!Number.isNaN(Date.parse(text)) &&
	new Date(`${text}T00:00:00Z`).toISOString().startsWith(text)

/** Writes `Jan 31, 2023` and `31jan2023`, as spreadsheets and Stata write days, with dashes. */
const asDashed = (text: string): string =>
	text
		.replace(/^([a-z]{3,9})\.? (\d{1,2}),? (\d{4})/i, '$2-$1-$3')
		.replace(/^(\d{1,2})([a-z]{3})(\d{4})/i, '$1-$2-$3')
		.replace(',', '')

/** Splits a cell into its day, which may be one of two, and the time after it. No days if there is none. */
function parted(cell: string): { readonly days: readonly string[]; readonly clock: string } {
	const text = asDashed(latinDigits(cell.trim()))
	const serial = /^[1-9]\d{4}\.\d+$/.test(text)
		? momentOf(Number(text), false)?.toISOString().replace('Z', '')
		: undefined
	const [, day = '', clock = ''] =
		/^(\d{1,4}[/.\- ](?:\d{1,2}|[a-z]{3,9})[/.\- ]\d{1,4}|\d{5})(?:[ T](.*))?$/i.exec(serial ?? text) ?? []
	return { days: [...new Set(listPossibleDays(day))], clock: clock.trim() }
}

/**
 * Reads a cell as a day, `2023-01-31`; a time with an offset becomes the day this many minutes east of UTC.
 * Null for none.
 */
export function dayIn(cell: string, order: DayOrder, offsetMinutes: number): string | null {
	const moment = momentIn(cell, order, offsetMinutes)
	return moment === null ? null : new Date(moment + offsetMinutes * 60_000).toISOString().slice(0, 10)
}

const monthAlone = /^(?:(\d{4})[-/.](\d{1,2})|(\d{1,2}|[a-z]{3,9})[-/. ](\d{4}))$/i

/** Reads a month without a day, `2023-05` or `May 2023`, as noon of its first day. Null for anything else. */
export function monthIn(cell: string, offsetMinutes: number): number | null {
	const [, year, month, name, behind] = monthAlone.exec(latinDigits(cell.trim())) ?? []
	if (year === undefined && behind === undefined) return null
	return momentIn(`1-${month ?? name}-${year ?? behind}`, 'day-first', offsetMinutes)
}

/** True if a cell has a time besides its day: spreadsheets write a day without a time as its midnight. */
export function hasTimeOfDay(cell: string): boolean {
	const { clock } = parted(cell)
	return clock !== '' && !/^0{1,2}:00(:00(\.0+)?)?$/.test(clock)
}

/** True if a cell is another day depending on whether day or month comes first. */
export const isEitherDay = (cell: string): boolean => parted(cell).days.filter(isDay).length > 1

/**
 * Reads a cell as a time, ms since 1970; without an offset, by a clock this many minutes east of UTC. Noon
 * for a day alone. Null for none, and if the text after the day is no time.
 */
export function momentIn(cell: string, order: DayOrder, offsetMinutes: number): number | null {
	const { days, clock } = parted(cell)
	const day = order === 'month-first' ? days.at(-1) : days[0]
	if (day === undefined || !isDay(day)) return null
	const [whole, hour = '', minute, second = '00', half, zone] = clockPattern.exec(clock || '12:00') ?? []
	if (whole === undefined) return null
	const hours = half === undefined ? Number(hour) : (Number(hour) % 12) + (/p/i.test(half) ? 12 : 0)
	const localTime = Date.parse(`${day}T${String(hours).padStart(2, '0')}:${minute}:${second}Z`)
	return Number.isNaN(localTime) ? null : localTime - offsetOf(zone, offsetMinutes) * 60_000
}

const clockPattern = /^(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?\s?([AP]M)?\s?(Z|UTC|[+-]\d{2}(?::?\d{2})?)?$/i

function offsetOf(zone: string | undefined, otherwise: number): number {
	if (zone === undefined) return otherwise
	const [, sign, hours, minutes = 0] = /^([+-])(\d{2}):?(\d{2})?$/.exec(zone) ?? []
	return sign === undefined ? 0 : (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes))
}
