import type { Question } from '#shared/forms/form-definition'

/** Returns the precision of a date: `month-year` a month, `year` a year; null for a full date. */
export function partOfDate({ type, appearance = '' }: Question): 'month' | 'year' | null {
	if (type !== 'date') return null
	if (/\bmonth-year\b/.test(appearance)) return 'month'
	return /\byear\b/.test(appearance) ? 'year' : null
}
