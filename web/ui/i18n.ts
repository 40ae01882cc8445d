import { createInstance } from 'i18next'
import { useSyncExternalStore } from 'react'
import { isWrittenFromTheRight } from '#shared/forms/localized-text'
import type Whole from '../locales/en.json'

/*
 * The texts of the app: i18next with the files of `web/locales`, loaded by language and by part.
 */

export interface AppLanguage {
	readonly tag: string
	/** Name of the language in itself. */
	readonly name: string
	readonly direction: 'ltr' | 'rtl'
	/** Parts in which every text is translated: no fallback language is needed. */
	readonly whole: readonly LocalePartName[]
	/** True if the desk's texts were translated. */
	readonly isAtDesk: boolean
	/** Names of the months, if browsers have none for the language. */
	readonly months?: readonly string[]
}

/**
 * Name, direction and months of each language, read from the files of `web/locales` when the app is built.
 */
export const appLanguages: readonly AppLanguage[] = __APP_LANGUAGES__

type Locale = typeof Whole
type Plain<Name extends string> = Name extends
	| `${infer Base}_helpline`
	| `${infer Base}_one`
	| `${infer Base}_other`
	? Plain<Base>
	: Name
type KeysOf<Section> = {
	[Name in keyof Section & string]: Section[Name] extends string
		? Plain<Name>
		: `${Name}.${KeysOf<Section[Name]>}`
}[keyof Section & string]
/** Key of a text, such as `fill.next`; without `_one`, `_other` or `_helpline`. */
export type TextKey = KeysOf<Omit<Locale, '_name' | '_direction'>>
export type TextValues = Readonly<Record<string, string | number>>

type LocaleTexts = { readonly [name: string]: string | LocaleTexts }
/** Parts of the texts: phone screens that are needed at once, later phone screens, and the desk. */
type LocalePartName = 'phone' | 'later' | 'desk'

/**
 * Every file of `web/locales` is a language, loaded when needed: a phone in Urdu does not download English.
 */
const files = {
	phone: import.meta.glob<LocaleTexts>('../locales/*.json', { query: '?part=phone', import: 'default' }),
	later: import.meta.glob<LocaleTexts>('../locales/*.json', { query: '?part=later', import: 'default' }),
	desk: import.meta.glob<LocaleTexts>('../locales/*.json', { query: '?part=desk', import: 'default' }),
}
/** Texts are loaded once for the tab, before its first component and outside of components. */
const loaded = new Set<string>()
const parts = new Set<LocalePartName>(['phone'])
const storageKey = 'zila-language'
/** The language that was chosen on this phone: one for the document. */
const listeners = new Set<() => void>()
let chosen = 'en'

const known = (tag: string): AppLanguage | undefined => appLanguages.find((each) => each.tag === tag)

async function load(tag: string, part: LocalePartName): Promise<void> {
	const file = files[part][`../locales/${tag}.json`]
	if (!file || loaded.has(`${tag} ${part}`)) return
	i18n.addResourceBundle(tag, bundle, await file(), true)
	loaded.add(`${tag} ${part}`)
}

/** A text that is missing falls back to Urdu, then to English (rule L7). */
const fallbacks = (tag: string): string[] => (tag === 'en' ? ['en'] : [tag, 'ur', 'en'])

const isRightToLeft = /[\p{Script=Arabic}\p{Script=Hebrew}]/u
/** Isolates a value whose direction differs from the sentence's, or could (rule L2): U+2068 … U+2069. */
export const inDirection = (value: string, tag: string): string =>
	directionOf(tag) === 'rtl' || isRightToLeft.test(value) ? `\u2068${value}\u2069` : value

const bundle = 'translation'
const i18n = createInstance()
i18n.use({
	type: 'formatter',
	init: () => undefined,
	format: (value: unknown, _format: string, tag: string) => inDirection(String(value ?? ''), tag),
})
void i18n.init({
	initAsync: false,
	lng: 'en',
	fallbackLng: (tag: string) => fallbacks(tag),
	resources: {},
	// keys contain names from outside, in which a colon is a letter
	nsSeparator: false,
	// React escapes
	interpolation: { escapeValue: false, alwaysFormat: true },
	// in development and in tests a missing text is an error: no file has it, or its part is not loaded yet
	saveMissing: import.meta.env.DEV,
	missingKeyHandler(_languages, _bundle, key, _shown, _isUpdate, options: { defaultValue?: string }) {
		if (options.defaultValue === undefined) throw new Error(`There is no text ${key}, or it is not loaded.`)
	},
})

const retryMs = 2000

/** Loads the texts of a language, and of its fallbacks if texts are missing. */
async function loadOnce(tag: string): Promise<void> {
	for (const each of fallbacks(tag)) {
		await Promise.all([...parts].map((part) => load(each, part)))
		if ([...parts].every((part) => known(each)?.whole.includes(part))) return
	}
}

/** Retries until there are texts to show: without any, not even an error can be shown. */
async function loadAll(tag: string): Promise<void> {
	for (;;) {
		for (const each of fallbacks(tag))
			try {
				await loadOnce(each)
				return
			} catch {
				// the network was lost while the app loaded
			}
		await new Promise((done) => setTimeout(done, retryMs))
	}
}

/**
 * Returns the language to show. The desk is shown in a language that has all of its texts, never in a mixture
 * of two.
 */
const shownFor = (tag: string): string =>
	fallbacks(tag).find((each) => !parts.has('desk') || known(each)?.isAtDesk) ?? 'en'

function show(tag: string): void {
	const language = shownFor(tag)
	void i18n.changeLanguage(language)
	document.documentElement.lang = language
	document.documentElement.dir = directionOf(language)
	for (const listener of listeners) listener()
}

/** Counts choices of a language, so that one that loads late does not replace a newer one. */
let choices = 0
/**
 * Switches the language. False if its texts are not on this phone and cannot be downloaded: then nothing
 * changes.
 */
export async function chooseLanguage(tag: string): Promise<boolean> {
	// an unsupported language of an invitation becomes Urdu (rule L7)
	const wanted = fallbacks(tag).find(known) ?? 'en'
	const turn = ++choices
	try {
		await loadOnce(wanted)
	} catch {
		return false
	}
	// another language was chosen meanwhile, on a slow network
	if (turn !== choices) return true
	chosen = wanted
	localStorage.setItem(storageKey, chosen)
	show(chosen)
	return true
}

/** Loads the texts of later phone screens, before one of them is shown. */
export async function loadLaterTexts(): Promise<void> {
	parts.add('later')
	await loadAll(chosen)
}

/** Loads the desk's texts, before the desk is shown; it also uses some of the later phone screens. */
export async function loadDeskTexts(): Promise<void> {
	parts.add('desk')
	await loadLaterTexts()
	show(chosen)
}

/** Returns the languages to choose from: at the desk only those with its texts. */
export const languagesToChoose = (): readonly AppLanguage[] =>
	appLanguages.filter(({ isAtDesk }) => isAtDesk || !parts.has('desk'))

export const directionOf = (tag: string): 'ltr' | 'rtl' =>
	known(tag)?.direction ?? (isWrittenFromTheRight(tag) ? 'rtl' : 'ltr')

/** Starts in the language chosen last on this phone, else in the browser's, else in English. */
export async function startI18n(): Promise<void> {
	const wanted = localStorage.getItem(storageKey) ?? navigator.language.slice(0, 2)
	chosen = known(wanted) ? wanted : 'en'
	await loadAll(chosen)
	show(chosen)
}

/** Wording of the helpline: the whole desk has one. */
let isAtHelpline = false
/** Sets the wording: the helpline has calls and operators where the survey has interviews and enumerators. */
export function setHelplineWording(isSo: boolean): void {
	if (isSo === isAtHelpline) return
	isAtHelpline = isSo
	for (const listener of listeners) listener()
}

/** Options for a text: `count` selects `_one` or `_other`; nothing in a text or value refers to another text. */
const optionsFor = (values: TextValues) => ({
	replace: values,
	nest: false,
	...(typeof values.count === 'number' ? { count: values.count } : {}),
	...(isAtHelpline ? { context: 'helpline' } : {}),
})

export interface Translate {
	(key: TextKey, values?: TextValues): string
	/** For a key that contains a value from outside: returns `otherwise` if there is no such text. */
	orElse(key: string, otherwise: string): string
}
/** Texts in a language; in that of the app if `tag` is undefined. */
const translateTo = (tag?: string): Translate => {
	const lng = tag === undefined ? {} : { lng: tag }
	return Object.assign(
		(key: TextKey, values: TextValues = {}) => i18n.t(key, { ...optionsFor(values), ...lng }),
		{
			orElse: (key: string, otherwise: string) =>
				i18n.t(key, { ...optionsFor({}), ...lng, defaultValue: otherwise }),
		},
	)
}
const translate = translateTo()

/** Loads texts in a language that need not be the app's: for a printout in the language of its form. */
export async function loadTranslations(tag: string): Promise<Translate> {
	await loadAll(tag)
	return translateTo(tag)
}

const subscribe = (listener: () => void) => {
	listeners.add(listener)
	return () => listeners.delete(listener)
}

/** Returns texts in the language of the app; rerenders when the language or the wording changes. */
export function useTranslations(): { readonly t: Translate; readonly language: string } {
	useSyncExternalStore(subscribe, () => isAtHelpline)
	return { t: translate, language: useSyncExternalStore(subscribe, () => i18n.language) }
}
