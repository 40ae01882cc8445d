import {
	chooseLanguage,
	loadDeskTexts,
	loadTranslations,
	startI18n,
	type TextKey,
	type TextValues,
	type Translate,
} from '../ui/i18n.ts'

let translate: Translate | null = null

/** Loads the texts of the whole app and shows it in a language. */
export async function speak(language: 'en' | 'ur'): Promise<void> {
	await startI18n()
	await loadDeskTexts()
	await chooseLanguage(language)
	translate = await loadTranslations(language)
}

/**
 * Returns the text of a key, in the language of the last rendering. Tests use keys, so that another wording
 * breaks none of them. @throws Error before anything was rendered, or for a key that no language has
 */
export function text(key: TextKey, values?: TextValues): string {
	if (!translate) throw new Error('render a component first: before that no language is loaded')
	const found = translate(key, values)
	if (found === key) throw new Error(`no text for ${key}`)
	return found
}

/** Matches a name that begins with a sentence and continues with something else: a hint, a count. */
export const beginning = (sentence: string): RegExp =>
	new RegExp(`^${sentence.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}`)
