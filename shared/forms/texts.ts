import type { Texts } from './form-definition.ts'

/** The text in that language, else in Urdu, else in English, else in whatever there is. */
export const textIn = (texts: Texts | undefined, language: string): string =>
	texts === undefined ? '' : (texts[language] ?? texts.ur ?? texts.en ?? Object.values(texts)[0] ?? '')

/** The language that `textIn` really took: for `lang` and `dir` on the element that shows the text. */
export const languageShown = (texts: Texts | undefined, language: string): string => {
	if (texts === undefined || language in texts) return language
	return ['ur', 'en'].find((tag) => tag in texts) ?? Object.keys(texts)[0] ?? language
}
