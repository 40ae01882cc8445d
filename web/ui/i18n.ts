import { useSyncExternalStore } from 'react'
import { isWrittenFromTheRight } from '#shared/forms/texts'
import type Whole from '../locales/en.json'

/*
 * The app's own texts. Why not a library: docs/decisions/006-own-i18n.md.
 */

export interface AppLanguage {
	readonly tag: string
	/** In its own words. */
	readonly name: string
	readonly direction: 'ltr' | 'rtl'
	/** Of these parts its file has every text: no other language is needed beside it. */
	readonly whole: readonly LocalePartName[]
	/** Somebody wrote the desk's sentences in it. */
	readonly isAtDesk: boolean
	/** Of the months, where browsers know none of their own. */
	readonly months?: readonly string[]
}

/** Name, direction and months of each language, read from the files of `web/locales` when the app is built. */
export const appLanguages: readonly AppLanguage[] = __APP_LANGUAGES__

type Locale = typeof Whole
type Plain<Name extends string> = Name extends `${infer Base}_one` | `${infer Base}_other` ? Base : Name
type KeysOf<Section> = {
	[Name in keyof Section & string]: Section[Name] extends string
		? Plain<Name>
		: `${Name}.${KeysOf<Section[Name]>}`
}[keyof Section & string]
/** `fill.next`; a text with a count is named without its ending. */
export type TextKey = KeysOf<Omit<Locale, '_name' | '_direction' | 'atHelpline'>>
export type TextValues = Readonly<Record<string, string | number>>

type LocaleTexts = { readonly [name: string]: string | LocaleTexts }
/** What is shown at once on a phone, on its screens that come later, and at the desk. */
type LocalePartName = 'phone' | 'later' | 'desk'

/** Every file of `web/locales` is a language, fetched when it is needed: a phone in Urdu pays for no English. */
const files = {
	phone: import.meta.glob<LocaleTexts>('../locales/*.json', { query: '?part=phone', import: 'default' }),
	later: import.meta.glob<LocaleTexts>('../locales/*.json', { query: '?part=later', import: 'default' }),
	desk: import.meta.glob<LocaleTexts>('../locales/*.json', { query: '?part=desk', import: 'default' }),
}
const loaded = new Map<string, LocaleTexts>()
const parts = new Set<LocalePartName>(['phone'])
const storageKey = 'zila-language'
const listeners = new Set<() => void>()
/** As somebody wished it on this phone. */
let chosen = 'en'
/** As it is shown. */
let language = 'en'

const known = (tag: string): AppLanguage | undefined => appLanguages.find((each) => each.tag === tag)

async function load(tag: string, part: LocalePartName): Promise<void> {
	const file = files[part][`../locales/${tag}.json`]
	if (!file || loaded.has(`${tag} ${part}`)) return
	loaded.set(`${tag} ${part}`, await file())
}

/** A text that is missing falls back to Urdu, then to English (rule L7). */
const fallbacks = (tag: string): string[] => (tag === 'en' ? ['en'] : [tag, 'ur', 'en'])

const retryMs = 2000

/** The texts of a language, and of those that stand in for what it does not say. */
async function loadOnce(tag: string): Promise<void> {
	for (const each of fallbacks(tag)) {
		await Promise.all([...parts].map((part) => load(each, part)))
		if ([...parts].every((part) => known(each)?.whole.includes(part))) return
	}
}

/** Comes back when there are texts to show: until then nothing could be said. */
async function loadAll(tag: string): Promise<void> {
	for (;;) {
		for (const each of fallbacks(tag))
			try {
				await loadOnce(each)
				return
			} catch {
				// the network went while the app was coming
			}
		await new Promise((done) => setTimeout(done, retryMs))
	}
}

/** The desk is shown in a language in which it was written, whole, and never in two that are mixed. */
const shownFor = (tag: string): string =>
	fallbacks(tag).find((each) => !parts.has('desk') || known(each)?.isAtDesk) ?? 'en'

function show(tag: string): void {
	language = shownFor(tag)
	document.documentElement.lang = language
	document.documentElement.dir = directionOf(language)
	for (const listener of listeners) listener()
}

let choices = 0
/** False where its texts are not on this phone and there is no network to fetch them: then everything stays as it was. */
export async function chooseLanguage(tag: string): Promise<boolean> {
	// whoever was invited in a language that the app does not speak reads Urdu (rule L7)
	const wanted = fallbacks(tag).find(known) ?? 'en'
	const turn = ++choices
	try {
		await loadOnce(wanted)
	} catch {
		return false
	}
	// on a slow network somebody chose another one meanwhile
	if (turn !== choices) return true
	chosen = wanted
	localStorage.setItem(storageKey, chosen)
	show(chosen)
	return true
}

/** The sentences of the screens that come later on a phone, before one of them is shown. */
export async function loadLaterTexts(): Promise<void> {
	parts.add('later')
	await loadAll(chosen)
}

/** The desk's sentences, before the desk is shown; it has some that a phone shows later. */
export async function loadDeskTexts(): Promise<void> {
	parts.add('desk')
	await loadLaterTexts()
	show(chosen)
}

/** Languages that can be chosen where somebody is: at the desk those in which it was written. */
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

let isAtHelpline = false
/** From now on: whether it is the helpline that speaks, which has calls and operators where the survey has interviews and enumerators. */
export function setHelplineWording(isSo: boolean): void {
	if (isSo === isAtHelpline) return
	isAtHelpline = isSo
	for (const listener of listeners) listener()
}

/** Every name of a text, the one that goes before the others first. */
const namesOf = (key: string): string[] => (isAtHelpline ? [`atHelpline.${key}`, key] : [key])

function find(tag: string, key: string): string | null {
	for (const name of namesOf(key)) {
		const found = findNamed(tag, name)
		if (found !== null) return found
	}
	return null
}

function findNamed(tag: string, key: string): string | null {
	for (const part of parts) {
		let here: string | LocaleTexts | undefined = loaded.get(`${tag} ${part}`)
		for (const name of key.split('.')) here = typeof here === 'object' ? here[name] : undefined
		if (typeof here === 'string') return here
	}
	return null
}

const plurals = new Map<string, Intl.PluralRules>()
function pluralOf(tag: string, count: number): string {
	const rules = plurals.get(tag) ?? new Intl.PluralRules([tag, 'ur'])
	plurals.set(tag, rules)
	return rules.select(count)
}

const isRightToLeft = /[\p{Script=Arabic}\p{Script=Hebrew}]/u

/** A value that runs the other way than its sentence, or could, keeps its own direction (rule L2): U+2068 … U+2069. */
const inDirection = (value: string, tag: string): string =>
	directionOf(tag) === 'rtl' || isRightToLeft.test(value) ? `\u2068${value}\u2069` : value

/** The text of a key with its `{{values}}` filled in; null if no language has it. `countFailure` chooses `_one` or `_other`. */
function findText(key: string, values: TextValues, wanted = language): string | null {
	for (const tag of fallbacks(wanted)) {
		const { count } = values
		const text =
			(typeof count === 'number' ? find(tag, `${key}_${pluralOf(tag, count)}`) : null) ?? find(tag, key)
		if (text !== null)
			return text.replace(/\{\{(\w+)\}\}/g, (_, name: string) => inDirection(String(values[name] ?? ''), tag))
	}
	return null
}

export interface Translate {
	(key: TextKey, values?: TextValues): string
	/** For a key that is put together from what came from outside. */
	orElse(key: string, otherwise: string): string
}
const translate: Translate = Object.assign(
	(key: TextKey, values: TextValues = {}) => findText(key, values) ?? key,
	{
		orElse: (key: string, otherwise: string) => findText(key, {}) ?? otherwise,
	},
)

/** Texts in a language that need not be the app's: for a paper in the language of its form. */
export async function loadTranslations(tag: string): Promise<Translate> {
	await loadAll(tag)
	return Object.assign((key: TextKey, values: TextValues = {}) => findText(key, values, tag) ?? key, {
		orElse: (key: string, otherwise: string) => findText(key, {}, tag) ?? otherwise,
	})
}

const subscribe = (listener: () => void) => {
	listeners.add(listener)
	return () => listeners.delete(listener)
}

/** Texts in the language of the app; redraws when it changes, or whose words they are. */
export function useTranslations(): { readonly t: Translate; readonly language: string } {
	useSyncExternalStore(subscribe, () => isAtHelpline)
	return { t: translate, language: useSyncExternalStore(subscribe, () => language) }
}
