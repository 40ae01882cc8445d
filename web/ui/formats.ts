import { dayOf } from '#shared/study/study-day'
import { appLanguages } from './i18n.ts'

/** Time zone of all times, whatever the phone is set to (rule L10). */
const timeZone = 'Asia/Karachi'

/** Names of the months where browsers have none: Chromium writes `M11` in Sindhi, and English in Pashto. */
const ownMonths = (language: string) => appLanguages.find(({ tag }) => tag === language)?.months

/**
 * Returns a locale: Gregorian, with digits 0-9 (rules L4, L10); a language that browsers do not support is
 * formatted like Urdu.
 */
const localeOf = (language: string) =>
	`${language === 'en' ? 'en-GB' : ownMonths(language) ? 'ur' : language}-u-nu-latn-ca-gregory`

/** Keeps what `create` returns for a language and options: creating a format takes a hundred times as long as using it. */
function reuse<Options extends object, Format>(create: (locale: string, options: Options) => Format) {
	const known = new Map<string, Format>()
	return (language: string, options: Options): Format => {
		const key = `${language} ${JSON.stringify(options)}`
		const format = known.get(key) ?? create(localeOf(language), options)
		known.set(key, format)
		return format
	}
}

const timeFormat = reuse(
	(locale, options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat(locale, { timeZone, ...options }),
)
const numberFormat = reuse(
	(locale, options: Intl.NumberFormatOptions) => new Intl.NumberFormat(locale, options),
)
const collator = reuse((locale, options: Intl.CollatorOptions) => new Intl.Collator(locale, options))

/** Formats a time in Pakistan's time zone, with the month's name in the language (rule L10). */
export function inPakistan(
	language: string,
	time: number | string,
	options: Intl.DateTimeFormatOptions,
): string {
	const date = new Date(time)
	const months = ownMonths(language)
	if (!months) return timeFormat(language, options).format(date)
	const month = months[Number(timeFormat('en', { month: 'numeric' }).format(date)) - 1]
	return timeFormat(language, options)
		.formatToParts(date)
		.map(({ type, value }) => (type === 'month' ? (month ?? value) : value))
		.join('')
}

const yearOf = (time: number | string): string => dayOf(new Date(time).getTime()).slice(0, 4)

/** Formats `25 Nov, 16:30`; with the year if it is not this one. */
export const dateTimeIn = (language: string, time: number | string): string =>
	inPakistan(language, time, {
		day: 'numeric',
		month: 'short',
		...(yearOf(time) === yearOf(Date.now()) ? {} : { year: 'numeric' }),
		hour: '2-digit',
		minute: '2-digit',
		hourCycle: 'h23',
	})

/** Formats `16:30` for a time of today, else `25 Nov, 16:30`. */
export const timeIn = (language: string, time: number): string =>
	dayOf(time) === dayOf(Date.now())
		? inPakistan(language, time, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })
		: dateTimeIn(language, time)

/** Formats one of the study's days as `27 Jan`; with the year if it is not this one. */
export const dayIn = (language: string, day: string): string => {
	const noon = `${day}T07:00:00Z`
	return inPakistan(language, noon, {
		day: 'numeric',
		month: 'short',
		...(yearOf(noon) === yearOf(Date.now()) ? {} : { year: 'numeric' }),
	})
}

/** Formats one of the study's months, `2023-05`, as `May 2023`. */
export const monthIn = (language: string, month: string): string =>
	inPakistan(language, `${month}-15T07:00:00Z`, { month: 'short', year: 'numeric' })

export const dateIn = (language: string, time: number | string): string =>
	inPakistan(language, time, { day: 'numeric', month: 'short', year: 'numeric' })

/** Formats `1,234.5`, or as the options say. */
export const numberIn = (language: string, value: number, options: Intl.NumberFormatOptions = {}): string =>
	numberFormat(language, options).format(value)

/** Formats the first line numbers out of `all`: `4, 7 …`; without dots if all are listed. */
export const formatLineNumbers = (language: string, lines: readonly number[], all: number): string =>
	lines.map((line) => numberIn(language, line)).join(', ') + (lines.length < all ? ' …' : '')

/** Sorts by the language's collation (rule L6). */
export const inOrderOf = <Item>(
	language: string,
	items: readonly Item[],
	nameOf: (item: Item) => string,
): Item[] => {
	const { compare } = collator(language, { numeric: true })
	return [...items].sort((a, b) => compare(nameOf(a), nameOf(b)))
}
