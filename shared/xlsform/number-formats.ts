/**
 * Built-in formats without a pattern that show a date or a time; from 27 on those of East Asia and Thailand.
 */
const builtInDates: readonly (readonly [number, number])[] = [
	[14, 22],
	[27, 36],
	[45, 47],
	[50, 58],
	[71, 81],
]
/** Limit of Excel; a longer format would only keep the patterns below busy. */
const longestFormat = 255
const dateToken = /^(s{1,2}|m{1,5}|h{1,2}|d{1,4}|y|yy|yyyy|e|ee|eeee|a|a{3,5}|p|am|pm)$/

/** True if a number in this format (its number in the workbook, and its pattern) is a date or a time. */
export function isDateFormat(id: number, format: string | undefined): boolean {
	if (builtInDates.some(([from, to]) => id >= from && id <= to)) return true
	if (format === undefined || format.length > longestFormat) return false
	return format.toLowerCase().replace(/;@$/, '').replace(/\\./g, ' ').split(';').some(isDateSection)
}

function isDateSection(section: string): boolean {
	const tokens = section
		.replace(/"[^"]*"/g, ' ')
		// tenths of a second, then hours that count beyond 24, then colours and languages
		.replace(/(\[?[smhd]{1,2}\]?)[.,]0{1,3}/g, '$1')
		.replace(/\[([smhd]{1,2})\]/g, '$1')
		.replace(/\[[^\]]*\]/g, '')
		.split(/[^a-z0#?%]+/)
		.filter((token) => token !== '')
	return tokens.length > 0 && tokens.every((token) => dateToken.test(token))
}

const dayMs = 86_400_000
/**
 * Day 0 of the two calendars. The first counts a 29 February 1900, so that it is right from March 1900 on.
 */
const dayZero = { since1900: Date.UTC(1899, 11, 30), since1904: Date.UTC(1904, 0, 1) }
/** The day after 31 December 9999, the last date that a spreadsheet shows. */
const afterLastDay = 2_958_466

/** Returns the time of a number of days; null if a spreadsheet does not show it as a date either. */
export const momentOf = (days: number, is1904: boolean): Date | null =>
	days >= 0 && days < afterLastDay
		? new Date((is1904 ? dayZero.since1904 : dayZero.since1900) + Math.round(days * dayMs))
		: null
