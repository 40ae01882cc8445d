import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { problemCodes } from '#shared/kernel/problem'
import { expectedWords, importSentences, suggestionMessage } from '#shared/xlsform/import-problems'
import { readAppLanguages } from '../../scripts/app-languages.ts'
import { listGlyphs } from '../../scripts/list-glyphs.ts'
import { deskProblems, type LocalePart, partOf } from '../../scripts/locale-parts-plugin.ts'

type Texts = { readonly [name: string]: string | Texts }
const read = (file: string): Texts =>
	JSON.parse(readFileSync(new URL(file, import.meta.url), 'utf8')) as Texts
const files = readdirSync(new URL('.', import.meta.url)).filter((file) => file.endsWith('.json'))

/** `fill.next` → text */
const flat = (texts: Texts, above = ''): [string, string][] =>
	Object.entries(texts).flatMap(([name, value]) =>
		typeof value === 'string'
			? [[`${above}${name}`, value] as [string, string]]
			: flat(value, `${above}${name}.`),
	)
const placeholders = (text: string) => [...text.matchAll(/\{\{(\w+)\}\}/g)].map((match) => match[1]).sort()
const english = new Map(flat(read('./en.json')))

test('the English texts about a form equal the messages of the server', () => {
	for (const [code, sentence] of Object.entries(importSentences))
		expect(english.get(`formProblem.${code}`)).toBe(sentence.replace(/\{(\w+)\}/g, '{{$1}}'))
	for (const [code, word] of Object.entries(expectedWords))
		expect(english.get(`formProblem.expected.${code}`)).toBe(word)
	expect(english.get('formProblem.guess')).toBe(suggestionMessage.replace('{close}', '{{close}}'))
})

test('the helpline rewords only existing texts, with the same values', () => {
	const helpline = [...english].filter(([key]) => /_helpline(_one|_other)?$/.test(key))
	expect(helpline.length).toBeGreaterThan(20)
	for (const [key, text] of helpline) {
		const usual = english.get(key.replace('_helpline', ''))
		expect(usual, key).not.toBe(text)
		expect(placeholders(text), key).toEqual(placeholders(usual ?? ''))
		expect(text, key).not.toMatch(/enumerator|interview|household|\bround\b|coordinator/i)
	}
})

test('a problem that only the desk shows is not used by the phone', () => {
	const folders = ['phone', 'storage', 'sync', 'ui'].map((name) =>
		fileURLToPath(new URL(`../${name}`, import.meta.url)),
	)
	const sources = folders.flatMap((folder) =>
		readdirSync(folder, { recursive: true, encoding: 'utf8' })
			.filter((file) => /\.tsx?$/.test(file) && !/(^|\/)desk-/.test(file))
			.map((file) => readFileSync(join(folder, file), 'utf8')),
	)
	expect(deskProblems.filter((code) => !(problemCodes as readonly string[]).includes(code))).toEqual([])
	expect(deskProblems.filter((code) => sources.some((source) => source.includes(`'${code}'`)))).toEqual([])
})

/** Texts that enumerators see. Desk texts may be missing; they are then shown in Urdu. */
const onPhone = (texts: Texts): Map<string, string> =>
	new Map(
		(['phone', 'later'] as const satisfies LocalePart[]).flatMap((part) =>
			flat(partOf(texts, part) as Texts),
		),
	)

test('the app has English, Urdu, Sindhi and Pashto, and marks where the desk is not translated', () => {
	const languages = readAppLanguages('web/locales')
	expect(languages.map(({ tag, name, direction }) => [tag, name, direction])).toEqual([
		['en', 'English', 'ltr'],
		['ps', 'پښتو', 'rtl'],
		['sd', 'سنڌي', 'rtl'],
		['ur', 'اردو', 'rtl'],
	])
	expect(languages.filter(({ isAtDesk }) => isAtDesk).map(({ tag }) => tag)).toEqual(['en', 'ur'])
	for (const { whole } of languages) expect(whole).toEqual(expect.arrayContaining(['phone', 'later']))
})

test('Sindhi and Pashto name the months, which browsers do not, and say that they are unreviewed drafts', () => {
	for (const tag of ['sd', 'ps']) {
		const texts = read(`./${tag}.json`)
		expect(String(texts._months).split(' ')).toHaveLength(12)
		expect(texts._draft).toMatch(/draft that no native reviewer has checked yet/)
	}
})

test('each language uses its own letters, also where another has a similar one (L5)', () => {
	const written = (tag: string) => {
		const texts = read(`./${tag}.json`)
		return [texts._months, ...onPhone(texts).values()].join('')
	}
	// ڪ and ک are two letters in Sindhi, and its ي and ه are not Urdu's
	expect(written('sd').match(/[یہھےںٹڈڑۍېګړښ]/g)).toBeNull()
	// five letters of Pashto that look like ی; its ګ and ک are neither Urdu's گ nor Sindhi's ڪ
	expect(written('ps').match(/[گڪكےہھںٹڈڑڌ]/g)).toBeNull()
	expect(written('ur').match(/[يكةڪګېۍ]/g)).toBeNull()
})

test('hyphenated numbers, and form names, are isolated from right-to-left text, which would reverse them (L2)', () => {
	for (const tag of ['ur', 'sd', 'ps']) {
		const outside = JSON.stringify(read(`./${tag}.json`)).replace(/\u2068[^\u2069]*\u2069/g, '')
		// a number alone, or before the first letter, stays as it is
		expect(outside.match(/[\u0600-\u06ff][^"]*\d-\d.{6}/g), tag).toBeNull()
		expect(outside.match(/\$\{.{6}/g), tag).toBeNull()
	}
})

describe.each(['400', '700'])('the font shipped with the app, %s', (weight) => {
	const letters = listGlyphs(
		`@fontsource/noto-naskh-arabic/files/noto-naskh-arabic-arabic-${weight}-normal.woff2`,
	)
	const isArabic = /[\u0600-\u06ff\u0750-\u077f\u08a0-\u08ff\ufb50-\ufdff\ufe70-\ufefc]/
	test('has every letter that the languages of the app need', () => {
		const needed = new Set(files.flatMap((file) => [...readFileSync(new URL(file, import.meta.url), 'utf8')]))
		const alphabets = 'ٻڀٺٽٿپڄڃچڇڊڌڍڏڙڦڪکڳڱڻ۽۾؛ءَُِ' + 'ټځڅډړږژښګڼېۍئیي' + 'ٹڈڑںھہےؔ۔'
		const missing = [...needed, ...alphabets].filter((each) => isArabic.test(each) && !letters.has(each))
		expect(missing).toEqual([])
		expect([...needed].filter((each) => isArabic.test(each)).length).toBeGreaterThan(60)
	})
	test('declares every one of them in its unicode-range', () => {
		const style = readFileSync(new URL('../ui/tokens.css', import.meta.url), 'utf8')
		const ranges = [
			...(/unicode-range:([^;]+);/.exec(style)?.[1] ?? '').matchAll(/U\+([0-9A-F]+)(?:-([0-9A-F]+))?/g),
		]
		const isInRange = (letter: string) =>
			ranges.some(([, first = '', last = first]) => {
				const point = letter.codePointAt(0) ?? 0
				return point >= Number.parseInt(first, 16) && point <= Number.parseInt(last, 16)
			})
		expect([...letters].filter((each) => isArabic.test(each) && !isInRange(each))).toEqual([])
	})
})

test('Nastaliq is for Urdu only: the file has its letters, and not those of Sindhi', () => {
	const letters = listGlyphs(
		'@fontsource/noto-nastaliq-urdu/files/noto-nastaliq-urdu-arabic-400-normal.woff2',
	)
	expect([...'ٹڈڑںھہےپچگ۔'].filter((each) => !letters.has(each))).toEqual([])
	expect([...'ڪ۽۾'].filter((each) => letters.has(each))).toEqual([])
})

describe.each(files)('%s', (file) => {
	const whole = read(`./${file}`)
	const texts = new Map(flat(whole).filter(([key]) => !/^_(draft|months)$/.test(key)))
	const isAtDesk = flat(partOf(whole, 'desk') as Texts).length > 0
	const wanted = isAtDesk
		? english
		: new Map([...onPhone(read('./en.json')), ['_name', ''], ['_direction', '']])

	test('contains its own name and direction', () => {
		expect(texts.get('_name')).toBeTruthy()
		expect(texts.get('_direction')).toMatch(/^(ltr|rtl)$/)
	})
	test('has the same keys as English; without the desk, all those of the phone', () => {
		expect([...texts.keys()].sort()).toEqual([...wanted.keys()].sort())
	})
	test('has the same placeholders as English', () => {
		const differing = [...texts].filter(
			([key, text]) => placeholders(text).join() !== placeholders(english.get(key) ?? '').join(),
		)
		expect(differing.map(([key]) => key)).toEqual([])
	})
	test('has a text for every problem code, and none for an unknown one', () => {
		const codesWithText = [...texts.keys()]
			.filter((key) => key.startsWith('problem.') && !key.endsWith('_helpline'))
			.map((key) => key.slice(8))
		const codes = problemCodes.filter((code) => isAtDesk || !deskProblems.includes(code))
		expect(codesWithText.sort()).toEqual([...codes].sort())
	})
	test('has a form for every plural category of its language', () => {
		const { pluralCategories } = new Intl.PluralRules(file.replace('.json', '')).resolvedOptions()
		const endings = pluralCategories.map((kind) => `_${kind}`)
		const counted = [...texts.keys()].filter((key) => key.endsWith('_other')).map((key) => key.slice(0, -6))
		expect(counted.length).toBeGreaterThan(20)
		expect(
			counted.flatMap((key) => endings.filter((end) => !texts.has(key + end)).map((end) => key + end)),
		).toEqual([])
	})
	test('quotes buttons of the phone by their label', () => {
		const known = onPhone(whole)
		const quoted = [...known.values()].flatMap((text) =>
			[...text.matchAll(/[“”"]([^“”"{}]+)[“”"]/g)].map((match) => match[1]),
		)
		expect(quoted.length).toBeGreaterThan(4)
		const called = new Set([...known.values(), 'Add to home screen'])
		expect(quoted.filter((name) => !called.has(name ?? ''))).toEqual([])
	})
	test('has no empty text', () => {
		expect([...texts].filter(([, text]) => text.trim() === '')).toEqual([])
	})
})
