const two = (value: number): string => String(value).padStart(2, '0')

const dateText =
	/^(\d{4})-(\d{1,2})-(\d{1,2})(?:T(\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?\s*(Z|[+-]\d{2}(?::?\d{2})?)?)?$/

/**
 * Returns the milliseconds since 1970 of an ISO date or date and time, at `offsetMinutes` if the text has no
 * offset; NaN for anything else, 31 February included.
 */
export function momentOf(text: string, offsetMinutes: number): number {
	const match = dateText.exec(text)
	if (!match) return Number.NaN
	const [, year, month, day, hour = '0', minute = '0', second = '0', fraction = '0', offset] = match
	const date = Date.UTC(Number(year), Number(month) - 1, Number(day))
	if (new Date(date).getUTCDate() !== Number(day) || Number(month) > 12 || Number(month) < 1)
		return Number.NaN
	if (+hour > 24 || +minute > 59 || +second > 59) return Number.NaN
	const ms = date + ((+hour * 60 + +minute) * 60 + +second) * 1000 + Math.trunc(+`0.${fraction}` * 1000)
	return ms - (offset === undefined ? offsetMinutes : minutesOf(offset)) * 60_000
}

/** Parses an offset: `+05:00` → 300; NaN for anything else. */
function minutesOf(offset: string): number {
	if (offset === 'Z') return 0
	const hours = Number(offset.slice(1, 3))
	const minutes = offset.length > 3 ? Number(offset.slice(-2)) : 0
	if (hours > 14 || minutes > 59) return Number.NaN
	return (offset.startsWith('-') ? -1 : 1) * (hours * 60 + minutes)
}

/** Returns the day at that offset: `2026-01-31`. */
export function civilDate(ms: number, offsetMinutes: number): string {
	return isRepresentableDate(ms) ? new Date(ms + offsetMinutes * 60_000).toISOString().slice(0, 10) : ''
}

/** `2026-01-31T16:30:00.000+05:00` */
export function dateTimeText(ms: number, offsetMinutes: number): string {
	if (!isRepresentableDate(ms)) return ''
	const sign = offsetMinutes < 0 ? '-' : '+'
	const minutes = Math.abs(offsetMinutes)
	const local = new Date(ms + offsetMinutes * 60_000).toISOString().slice(0, 23)
	return `${local}${sign}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`
}

/**
 * Value of a date that does not exist: like NaN among numbers, it is false, and blank where it is stored
 * (docs/decisions/015).
 */
export const noDate = 'Invalid Date'

/** Returns a midnight as its day, and any other time as date and time. */
export function dayOrMoment(ms: number, offsetMinutes: number): string {
	const text = dateTimeText(ms, offsetMinutes)
	if (text === '') return noDate
	return text.slice(10, 23) === 'T00:00:00.000' ? text.slice(0, 10) : text
}

/** True for years with four digits. */
const isRepresentableDate = (ms: number): boolean => ms > -62_167_219_200_000 && ms < 253_402_300_800_000

/**
 * Returns a time of day as a fraction of the day, at the offset of the phone: `06:00` → 0.25; NaN for
 * anything else.
 */
export function partOfDay(text: string, offsetMinutes: number): number {
	const match = /^(\d{2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?\s*(Z|[+-]\d{2}(?::?\d{2})?)?$/.exec(text)
	if (!match) return Number.NaN
	const [, hour = '', minute = '', second = '0', offset] = match
	if (+hour > 23 || +minute > 59 || +second > 59) return Number.NaN
	const fraction = Number(`0.${/\.(\d+)/.exec(text)?.[1] ?? '0'}`)
	const shift = offset === undefined ? 0 : (offsetMinutes - minutesOf(offset)) * 60
	const seconds = (+hour * 60 + +minute) * 60 + +second + fraction + shift
	return (((seconds % 86_400) + 86_400) % 86_400) / 86_400
}

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']
const weekdays = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat']

/**
 * OpenRosa's format-date and format-date-time: %Y %y %m %n %b %d %e %a %H %h %M %S %3 %W %j %%, at the offset
 * of the phone. Blank if the time is invalid.
 */
export function formatMoment(ms: number, format: string, offsetMinutes: number): string {
	if (!isRepresentableDate(ms)) return ''
	const date = new Date(ms + offsetMinutes * 60_000)
	const dayOfYear = Math.floor((date.getTime() - Date.UTC(date.getUTCFullYear(), 0, 1)) / 86_400_000) + 1
	const parts: Readonly<Record<string, string>> = {
		Y: String(date.getUTCFullYear()).padStart(4, '0'),
		y: two(date.getUTCFullYear() % 100),
		m: two(date.getUTCMonth() + 1),
		n: String(date.getUTCMonth() + 1),
		b: months[date.getUTCMonth()] as string,
		d: two(date.getUTCDate()),
		e: String(date.getUTCDate()),
		a: weekdays[date.getUTCDay()] as string,
		H: two(date.getUTCHours()),
		h: String(date.getUTCHours()),
		M: two(date.getUTCMinutes()),
		S: two(date.getUTCSeconds()),
		3: String(date.getUTCMilliseconds()).padStart(3, '0'),
		W: String(Math.ceil((dayOfYear + ((7 - ((date.getUTCDay() + 6) % 7)) % 7)) / 7)),
		j: String(dayOfYear),
		'%': '%',
	}
	return format.replace(/%(.)/g, (whole, letter: string) => parts[letter] ?? whole)
}
