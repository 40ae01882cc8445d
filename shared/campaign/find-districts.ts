import type { District } from './campaign.ts'

/**
 * Letters and digits only, in one spelling each: `D. G. Khan` and `dg khan` are the same, and so is Urdu from a keyboard
 * with Arabic letters. For searching alone: in Sindhi and Pashto these are letters of their own (rule L5).
 */
const folded = (text: string): string =>
	text
		.normalize('NFKD')
		.toLowerCase()
		.replace(/[^\p{L}\p{N}]|\u0640/gu, '')
		.replace(/[يى]/g, 'ی')
		.replace(/ك/g, 'ک')
		.replace(/[هھة]/g, 'ہ')

/** The districts that a search may mean: by code, by name in any language, or by another spelling (rule L9). */
export function districtsCalled(search: string, districts: readonly District[]): District[] {
	const wanted = folded(search)
	if (wanted.length < 2) return []
	return districts.filter(({ code, name, also }) =>
		[code, ...Object.values(name), ...also].some((spelling) => folded(spelling).includes(wanted)),
	)
}
