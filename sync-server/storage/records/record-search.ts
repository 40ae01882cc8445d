import { type Expression, type ExpressionBuilder, type SqlBool, sql } from 'kysely'
import { toLikePattern } from '../engine/like-pattern.ts'
import type { Tables } from '../tables/tables.ts'

/** Search of the record list: a part of the name, the whole id, or districts. */
export interface RecordSearch {
	readonly text: string
	/** Districts that the whole text names. */
	readonly districts: readonly string[]
	/** Districts named before a number at the end: “Mirpur 6” is household 6 there. Null without a number. */
	readonly household: { readonly districts: readonly string[]; readonly number: string } | null
}

/** Splits “Mirpur 6” into the district and the number of a household; null for other texts. */
export function splitHousehold(text: string): { readonly district: string; readonly number: string } | null {
	const [, district, number] = /^(.*\S)[\s/-]+(\d{1,4})$/u.exec(text.trim()) ?? []
	return district === undefined || number === undefined ? null : { district, number }
}

/** Returns the words of a text; spaces, slashes and hyphens separate: `PK106-01/6` is `pk106 01 6`. */
const wordsOf = (text: string): string =>
	text
		.toLowerCase()
		.replace(/[\s/-]+/gu, ' ')
		.trim()

/** Words of the name, as `wordsOf` writes them, between spaces. */
const nameWords = sql<string>`' ' || replace(replace(replace(replace(lower(record.name), '-', ' '), '/', ' '), '   ', ' '), '  ', ' ') || ' '`

const like = (pattern: string) => sql<SqlBool>`${nameWords} like ${pattern} escape '\\'`

export function matchesSearch(
	eb: ExpressionBuilder<Tables, 'record'>,
	{ text, districts, household }: RecordSearch,
): Expression<SqlBool> {
	const words = wordsOf(text)
	// among thousands of households, 81 would also find 181 and 810
	const isNumber = /^\d{1,4}$/.test(words)
	return eb.or([
		like(isNumber ? `% ${words} %` : toLikePattern(words)),
		eb('record.id', '=', text),
		...(districts.length > 0 ? [eb('record.district', 'in', districts)] : []),
		...(household && household.districts.length > 0
			? [eb.and([eb('record.district', 'in', household.districts), like(`% ${household.number} `)])]
			: []),
	])
}
