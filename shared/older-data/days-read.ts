import { daysMeant } from '#shared/export/cell-as-taken'
import { latinDigits } from '#shared/forms/digits'
import { momentOf } from '#shared/forms/number-formats'
import type { DayOrder } from './mapping.ts'

const isDay = (text: string): boolean =>
	/^\d{4}-\d{2}-\d{2}$/.test(text) &&
	!Number.isNaN(Date.parse(text)) &&
	new Date(`${text}T00:00:00Z`).toISOString().startsWith(text)

/** `Jan 31, 2023` and `31jan2023`, as spreadsheets and Stata write days, with dashes. */
const asDashed = (text: string): string =>
	text
		.replace(/^([a-z]{3,9})\.? (\d{1,2}),? (\d{4})/i, '$2-$1-$3')
		.replace(/^(\d{1,2})([a-z]{3})(\d{4})/i, '$1-$2-$3')
		.replace(',', '')

/** The two days that a cell can mean where it is not told which comes first, day or month; one where it is clear, none where it is no day. */
function daysIn(cell: string): string[] {
	const text = latinDigits(cell.trim())
	const iso = /^(\d{4}-\d{2}-\d{2})(?:[ T].*)?$/.exec(text)?.[1]
	return iso ? [iso] : [...new Set(daysMeant(asDashed(text)))]
}

/** A cell as a day, `2023-01-31`; null for none. */
export function dayIn(cell: string, order: DayOrder): string | null {
	const meant = daysIn(cell)
	const day = order === 'month-first' ? meant.at(-1) : meant[0]
	return day !== undefined && isDay(day) ? day : null
}

/** Whether a cell is one day or another as somebody says day or month comes first. */
export const isEitherDay = (cell: string): boolean => daysIn(cell).filter(isDay).length > 1

/**
 * A cell as a moment, ms since 1970; where it says no offset, by a clock so many minutes east of UTC. Noon where it is a day alone. Null for
 * none.
 */
export function momentIn(cell: string, order: DayOrder, offsetMinutes: number): number | null {
	const text = latinDigits(cell.trim())
	const serial = /^[1-9]\d{4}\.\d+$/.test(text) ? momentOf(Number(text), false)?.toISOString() : undefined
	const day = dayIn(serial?.slice(0, 10) ?? text, order)
	if (day === null) return null
	const [, hour, minute = '', second = '00', half = '', zone] =
		/[ T,](\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?\s?([AP]M)?\s?(Z|UTC|[+-]\d{2}:?\d{2})?$/i.exec(
			serial ? serial.replace('Z', '') : text,
		) ?? []
	const hours =
		hour === undefined ? 12 : half === '' ? Number(hour) : (Number(hour) % 12) + (/p/i.test(half) ? 12 : 0)
	const clock = `${String(hours).padStart(2, '0')}:${hour === undefined ? '00' : minute}:${second}`
	const said = Date.parse(`${day}T${clock}Z`)
	if (Number.isNaN(said)) return null
	return said - offsetOf(zone, offsetMinutes) * 60_000
}

function offsetOf(zone: string | undefined, otherwise: number): number {
	if (zone === undefined) return otherwise
	const [, sign, hours, minutes] = /^([+-])(\d{2}):?(\d{2})$/.exec(zone) ?? []
	return sign === undefined ? 0 : (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes))
}
