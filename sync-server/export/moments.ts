import { studyOffsetMinutes } from '#shared/study/study-day'
import type { ColumnDescription } from './describe-columns.ts'

/**
 * Minutes east of UTC of the offset with which a time was written. A record's own times are stored in UTC and
 * use the study's offset. `text`: a time as in cells, ending with its offset.
 */
export function offsetMinutesOf(
	text: string,
	{ isStoredInUtc }: Pick<ColumnDescription, 'isStoredInUtc'>,
): number {
	if (text.endsWith('Z')) return isStoredInUtc ? studyOffsetMinutes : 0
	const [hours = 0, minutes = 0] = text.slice(-5).split(':').map(Number)
	return (text.at(-6) === '-' ? -1 : 1) * (60 * hours + minutes)
}

/** Formats an offset, such as `+05:00`. */
export function offsetText(minutes: number): string {
	const digits = (value: number) => String(value).padStart(2, '0')
	const whole = Math.abs(minutes)
	return `${minutes < 0 ? '-' : '+'}${digits(Math.floor(whole / 60))}:${digits(whole % 60)}`
}
