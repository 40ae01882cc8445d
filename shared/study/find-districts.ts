import { foldForSearch } from '#shared/kernel/fold-for-search'
import type { District } from './study.ts'

/** Finds districts by code, by name in any language, or by another spelling (rule L9). */
export function findDistricts(search: string, districts: readonly District[]): District[] {
	const wanted = foldForSearch(search)
	if (wanted.length < 2) return []
	return districts.filter(({ code, name, also }) =>
		[code, ...Object.values(name), ...also].some((spelling) => foldForSearch(spelling).includes(wanted)),
	)
}

/**
 * Finds the code of a district in a file: by code, by name in any language or another spelling; null for
 * none, or several.
 */
export function findDistrictCode(
	written: string,
	districts: readonly Pick<District, 'code' | 'name' | 'also'>[],
): string | null {
	const folded = foldForSearch(written.trim())
	const found = districts.filter(({ code, name, also }) =>
		[code, ...Object.values(name), ...also].some((spelling) => foldForSearch(spelling) === folded),
	)
	return folded !== '' && found.length === 1 ? (found[0]?.code ?? null) : null
}

/** Most districts that are named to somebody who wrote none of them. */
const mostSimilar = 3

/** Finds districts that may have been meant by a code or name that none has: the same beginning, or a part of the name. */
export function findSimilarDistricts(written: string, districts: readonly District[]): District[] {
	const found = findDistricts(written, districts)
	const beginning = foldForSearch(written.trim()).slice(0, 3)
	const alike = districts.filter(({ name, also }) =>
		[...Object.values(name), ...also].some((spelling) => foldForSearch(spelling).startsWith(beginning)),
	)
	return [...new Set([...found, ...(beginning.length === 3 ? alike : [])])].slice(0, mostSimilar)
}
