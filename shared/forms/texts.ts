import type { LocalizedText } from './form-definition.ts'

/** The text in that language, else in Urdu, else in English, else in whatever there is. */
export function localize(texts: LocalizedText | undefined, language: string): string {
	if (texts === undefined) return ''
	// a language can be called `toString` by whoever asks
	const wished = Object.hasOwn(texts, language) ? texts[language] : undefined
	return wished ?? texts.ur ?? texts.en ?? Object.values(texts)[0] ?? ''
}

/** The language that `localize` really took: for `lang` and `dir` on the element that shows the text. */
export const resolveLanguage = (texts: LocalizedText | undefined, language: string): string => {
	return texts === undefined ? language : (firstOffered(Object.keys(texts), language) ?? language)
}

/** Of languages that a form has: the one wished, else Urdu, else English, else its first. */
export const firstOffered = (tags: readonly string[], wished: string): string | undefined =>
	[wished, 'ur', 'en'].find((tag) => tags.includes(tag)) ?? tags[0]

/** Whether a language is written from the right, by its tag. */
export const isWrittenFromTheRight = (tag: string): boolean => /^(ar|fa|he|ks|pa|ps|sd|skr|ug|ur)\b/.test(tag)
