import { useSyncExternalStore } from 'react'
import type Whole from '../locales/en.json'

/*
 * The app's own texts. Why not a library: decisions/006-texts-without-a-library.md.
 */

export interface AppLanguage {
	readonly tag: string
	/** In its own words. */
	readonly name: string
	readonly direction: 'ltr' | 'rtl'
	/** Its file has every text: no other language is needed beside it. */
	readonly isWhole: boolean
}

/** Name and direction of each language, read from the files of `web/locales` when the app is built. */
export const appLanguages: readonly AppLanguage[] = __APP_LANGUAGES__

type Locale = typeof Whole
type Plain<Name extends string> = Name extends `${infer Base}_one` | `${infer Base}_other` ? Base : Name
type KeysOf<Section> = {
	[Name in keyof Section & string]: Section[Name] extends string
		? Plain<Name>
		: `${Name}.${KeysOf<Section[Name]>}`
}[keyof Section & string]
/** `fill.next`; a text with a count is named without its ending. */
export type TextKey = KeysOf<Omit<Locale, '_name' | '_direction'>>
export type TextValues = Readonly<Record<string, string | number>>

type Texts = { readonly [name: string]: string | Texts }
/** What is shown at once on a phone, on its screens that come later, and at the desk. */
export type Part = 'phone' | 'later' | 'desk'

/** Every file of `web/locales` is a language, fetched when it is needed: a phone in Urdu pays for no English. */
const files = {
	phone: import.meta.glob<Texts>('../locales/*.json', { query: '?part=phone', import: 'default' }),
	later: import.meta.glob<Texts>('../locales/*.json', { query: '?part=later', import: 'default' }),
	desk: import.meta.glob<Texts>('../locales/*.json', { query: '?part=desk', import: 'default' }),
}
const loaded = new Map<string, Texts>()
const parts = new Set<Part>(['phone'])
const storageKey = 'zila-language'
const listeners = new Set<() => void>()
let language = 'en'

async function load(tag: string, part: Part): Promise<void> {
	const file = files[part][`../locales/${tag}.json`]
	if (!file || loaded.has(`${tag} ${part}`)) return
	loaded.set(`${tag} ${part}`, await file())
}

/** A text that is missing falls back to Urdu, then to English (rule L7). */
const fallbacks = (tag: string): string[] => (tag === 'en' ? ['en'] : [tag, 'ur', 'en'])

const retryMs = 2000

/** Comes back when there are texts to show: until then nothing could be said. */
async function loadAll(tag: string): Promise<void> {
	for (;;) {
		for (const each of fallbacks(tag))
			try {
				await Promise.all([...parts].map((part) => load(each, part)))
				if (appLanguages.find((language) => language.tag === each)?.isWhole) return
			} catch {
				// the network went while the app was coming
			}
		await new Promise((done) => setTimeout(done, retryMs))
	}
}

export async function chooseLanguage(tag: string): Promise<void> {
	const chosen = appLanguages.find((each) => each.tag === tag) ?? appLanguages[0]
	if (!chosen) return
	await loadAll(chosen.tag)
	language = chosen.tag
	document.documentElement.lang = chosen.tag
	document.documentElement.dir = chosen.direction
	localStorage.setItem(storageKey, chosen.tag)
	for (const listener of listeners) listener()
}

/** The sentences of the screens that come later on a phone, before one of them is shown. */
export async function loadLaterTexts(): Promise<void> {
	parts.add('later')
	await loadAll(language)
}

/** The desk's sentences, before the desk is shown; it has some that a phone shows later. */
export async function loadDeskTexts(): Promise<void> {
	parts.add('desk')
	await loadLaterTexts()
}

export const directionOf = (tag: string): 'ltr' | 'rtl' =>
	appLanguages.find((each) => each.tag === tag)?.direction ??
	(/^(ar|fa|he|ks|pa|ps|sd|skr|ug|ur)\b/.test(tag) ? 'rtl' : 'ltr')

/** Starts in the language chosen last on this phone, else in the browser's, else in English. */
export async function startI18n(): Promise<void> {
	const wanted = localStorage.getItem(storageKey) ?? navigator.language.slice(0, 2)
	await chooseLanguage(appLanguages.some(({ tag }) => tag === wanted) ? wanted : 'en')
}

function find(tag: string, key: string): string | null {
	for (const part of parts) {
		let here: string | Texts | undefined = loaded.get(`${tag} ${part}`)
		for (const name of key.split('.')) here = typeof here === 'object' ? here[name] : undefined
		if (typeof here === 'string') return here
	}
	return null
}

const plurals = new Map<string, Intl.PluralRules>()
function pluralOf(tag: string, count: number): string {
	const rules = plurals.get(tag) ?? new Intl.PluralRules(tag)
	plurals.set(tag, rules)
	return rules.select(count)
}

const isRightToLeft = /[\p{Script=Arabic}\p{Script=Hebrew}]/u

/** A value that runs the other way than its sentence, or could, keeps its own direction (rule L2): U+2068 … U+2069. */
const inDirection = (value: string, tag: string): string =>
	directionOf(tag) === 'rtl' || isRightToLeft.test(value) ? `\u2068${value}\u2069` : value

/** The text of a key with its `{{values}}` filled in; null if no language has it. `count` chooses `_one` or `_other`. */
function lookUp(key: string, values: TextValues, wanted = language): string | null {
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
	(key: TextKey, values: TextValues = {}) => lookUp(key, values) ?? key,
	{
		orElse: (key: string, otherwise: string) => lookUp(key, {}) ?? otherwise,
	},
)

/** Texts in a language that need not be the app's: for a paper in the language of its form. */
export async function textsIn(tag: string): Promise<Translate> {
	await loadAll(tag)
	return Object.assign((key: TextKey, values: TextValues = {}) => lookUp(key, values, tag) ?? key, {
		orElse: (key: string, otherwise: string) => lookUp(key, {}, tag) ?? otherwise,
	})
}

const subscribe = (listener: () => void) => {
	listeners.add(listener)
	return () => listeners.delete(listener)
}

/** Texts in the language of the app; redraws when it changes. */
export function useTexts(): { readonly t: Translate; readonly language: string } {
	return { t: translate, language: useSyncExternalStore(subscribe, () => language) }
}
