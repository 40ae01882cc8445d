import type { LocalizedText } from './form-definition.ts'

/** Returns the text in that language, else in Urdu, else in English, else in any. */
export function localize(texts: LocalizedText | undefined, language: string): string {
	if (texts === undefined) return ''
	// a caller can ask for a language called `toString`
	const wished = Object.hasOwn(texts, language) ? texts[language] : undefined
	return wished ?? texts.ur ?? texts.en ?? Object.values(texts)[0] ?? ''
}

/** Returns the language that `localize` uses: for `lang` and `dir` on the element that shows the text. */
export const resolveLanguage = (texts: LocalizedText | undefined, language: string): string => {
	return texts === undefined ? language : (firstOffered(Object.keys(texts), language) ?? language)
}

/** Chooses one of a form's languages: the requested one, else Urdu, else English, else its first. */
export const firstOffered = (tags: readonly string[], wished: string): string | undefined =>
	[wished, 'ur', 'en'].find((tag) => tags.includes(tag)) ?? tags[0]

/** True if a language is written from right to left, by its tag. */
export const isWrittenFromTheRight = (tag: string): boolean => /^(ar|fa|he|ks|pa|ps|sd|skr|ug|ur)\b/.test(tag)
