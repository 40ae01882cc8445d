import { beforeEach, expect, test, vi } from 'vitest'
import { readAppLanguages } from '../../scripts/app-languages.ts'

/*
 * The app in four languages, of which the browser supports two: Node has names of months that Chromium lacks,
 * so output is compared with the files.
 */
const stored = new Map<string, string>()
const page = { lang: '', dir: '' }
vi.stubGlobal('__APP_LANGUAGES__', readAppLanguages('web/locales'))
vi.stubGlobal('localStorage', {
	getItem: (key: string) => stored.get(key) ?? null,
	setItem: (key: string, value: string) => stored.set(key, value),
})
vi.stubGlobal('document', { documentElement: page })

const fresh = async () => {
	vi.resetModules()
	return { ...(await import('./i18n.ts')), ...(await import('./formats.ts')) }
}
beforeEach(() => stored.clear())

test('months have their names in Sindhi and Pashto; day, year and time are ordered as in Urdu, in digits 0-9 (L4, L10)', async () => {
	const { dateIn, dateTimeIn, numberIn } = await fresh()
	const time = '2025-08-05T20:30:00Z'
	expect(dateIn('ur', time)).toBe('6 اگست، 2025')
	expect(dateIn('sd', time)).toBe('6 آگسٽ، 2025')
	expect(dateIn('ps', time)).toBe('6 اګست، 2025')
	expect(dateTimeIn('sd', time)).toBe('6 آگسٽ، 2025، 01:30')
	for (const language of ['ur', 'sd', 'ps']) expect(numberIn(language, 12345.6)).toBe('12,345.6')
})

test('a phone in Sindhi has every text in Sindhi, right to left', async () => {
	const { chooseLanguage } = await fresh()
	expect(await chooseLanguage('sd')).toBe(true)
	expect(page).toEqual({ lang: 'sd', dir: 'rtl' })
	expect(stored.get('zila-language')).toBe('sd')
})

test('the desk, which is not translated to Pashto, is in Urdu and says so; the phone stays in Pashto', async () => {
	const { chooseLanguage, languagesToChoose, loadDeskTexts } = await fresh()
	await chooseLanguage('ps')
	expect(languagesToChoose().map(({ tag }) => tag)).toEqual(['en', 'ps', 'sd', 'ur'])
	await loadDeskTexts()
	expect(page).toEqual({ lang: 'ur', dir: 'rtl' })
	expect(languagesToChoose().map(({ tag }) => tag)).toEqual(['en', 'ur'])
	expect(stored.get('zila-language')).toBe('ps')
})

test('an invitation in an unsupported language gives Urdu (L7)', async () => {
	const { chooseLanguage } = await fresh()
	await chooseLanguage('bal')
	expect(page.lang).toBe('ur')
})
