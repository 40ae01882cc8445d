import MiniSearch, { type Options } from 'minisearch'
import { latinDigits } from '#shared/forms/digits'
import { foldForSearch } from '#shared/kernel/fold-for-search'

/** One heading with the text below it, or a whole page if `heading` is empty. */
export interface SearchEntry {
	/** Address with anchor. */
	readonly id: string
	readonly language: string
	readonly page: string
	readonly heading: string
	readonly text: string
}

/**
 * Returns the words of a text in one spelling each. The index and the search box both use it, so a word is
 * found however it was typed.
 */
export const searchWords = (text: string): string[] =>
	latinDigits(text)
		.split(/[^\p{L}\p{M}\p{N}\u0640\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]+/u)
		.map(foldForSearch)
		.filter((word) => word !== '')

/** The index is written and read with the same options. */
const options: Options<SearchEntry> = {
	fields: ['page', 'heading', 'text'],
	storeFields: ['language', 'page', 'heading'],
	tokenize: searchWords,
	processTerm: (word) => word,
}

export interface SearchResult {
	readonly address: string
	readonly language: string
	readonly page: string
	readonly heading: string
}

export function writeSearchIndex(entries: readonly SearchEntry[]): string {
	const index = new MiniSearch<SearchEntry>(options)
	index.addAll(entries)
	return JSON.stringify(index)
}

export const readSearchIndex = (json: string): MiniSearch<SearchEntry> => MiniSearch.loadJSON(json, options)

/**
 * Returns the best results. With equal relevance, pages of the reader's language come first, decision
 * records after other pages, and a page before its own sections.
 */
export function search(
	index: MiniSearch<SearchEntry>,
	words: string,
	language: string,
	limit = 10,
): SearchResult[] {
	return index
		.search(words, {
			boost: { page: 3, heading: 3 },
			boostDocument: (id, _word, stored) =>
				(stored?.language === language ? 2 : 1) *
				(String(id).includes('/decisions/') ? 0.5 : 1) *
				(stored?.heading === '' ? 1.5 : 1),
			combineWith: 'AND',
			prefix: true,
			fuzzy: (word) => (word.length > 4 ? 0.2 : false),
		})
		.slice(0, limit)
		.map(({ id, language: ofPage, page, heading }) => ({ address: id, language: ofPage, page, heading }))
}
