import { dateMs } from './values.ts'

const two = (value: number): string => String(value).padStart(2, '0')

/** `2026-01-31`, the day at that offset. */
export function civilDate(ms: number, offsetMinutes: number): string {
	return Number.isFinite(ms) ? new Date(ms + offsetMinutes * 60_000).toISOString().slice(0, 10) : ''
}

/** `2026-01-31T16:30:00.000+05:00` */
export function dateTimeText(ms: number, offsetMinutes: number): string {
	const sign = offsetMinutes < 0 ? '-' : '+'
	const minutes = Math.abs(offsetMinutes)
	const local = new Date(ms + offsetMinutes * 60_000).toISOString().slice(0, 23)
	return `${local}${sign}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`
}

/** OpenRosa's format-date: %Y %y %m %n %d %e %H %h %M %S %3 %%, of the clock time that the text itself tells. */
export function formatDate(text: string, format: string): string {
	const ms = dateMs(text.replace(/(Z|[+-]\d{2}:?\d{2})$/, ''))
	if (Number.isNaN(ms)) return ''
	const date = new Date(ms)
	const parts: Readonly<Record<string, string>> = {
		Y: String(date.getUTCFullYear()),
		y: two(date.getUTCFullYear() % 100),
		m: two(date.getUTCMonth() + 1),
		n: String(date.getUTCMonth() + 1),
		d: two(date.getUTCDate()),
		e: String(date.getUTCDate()),
		H: two(date.getUTCHours()),
		h: String(date.getUTCHours()),
		M: two(date.getUTCMinutes()),
		S: two(date.getUTCSeconds()),
		3: String(date.getUTCMilliseconds()).padStart(3, '0'),
		'%': '%',
	}
	return format.replace(/%(.)/g, (whole, letter: string) => parts[letter] ?? whole)
}
