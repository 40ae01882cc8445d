import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { expectedWords, guess, importSentences } from '#shared/forms/import-problems'
import { problemCodes } from '#shared/kernel/problem'
import { deskProblems } from '../../scripts/locale-parts-plugin.ts'

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

test('English says of a form what the server says of it', () => {
	for (const [code, sentence] of Object.entries(importSentences))
		expect(english.get(`formProblem.${code}`)).toBe(sentence.replace(/\{(\w+)\}/g, '{{$1}}'))
	for (const [code, word] of Object.entries(expectedWords))
		expect(english.get(`formProblem.expected.${code}`)).toBe(word)
	expect(english.get('formProblem.guess')).toBe(guess.replace('{close}', '{{close}}'))
})

test('a problem that is said only at the desk is no phone’s', () => {
	const rooms = ['storage', 'sync', 'home', 'fill', 'unlock', 'ui']
	const sources = rooms.flatMap((room) =>
		readdirSync(new URL(`../${room}/`, import.meta.url))
			.filter((file) => /\.tsx?$/.test(file) && !file.startsWith('desk-'))
			.map((file) => readFileSync(new URL(`../${room}/${file}`, import.meta.url), 'utf8')),
	)
	expect(deskProblems.filter((code) => !(problemCodes as readonly string[]).includes(code))).toEqual([])
	expect(deskProblems.filter((code) => sources.some((source) => source.includes(`'${code}'`)))).toEqual([])
})

describe.each(files)('%s', (file) => {
	const texts = new Map(flat(read(`./${file}`)))

	test('says its own name and direction', () => {
		expect(texts.get('_name')).toBeTruthy()
		expect(texts.get('_direction')).toMatch(/^(ltr|rtl)$/)
	})
	test('has every text that English has, and no other', () => {
		expect([...texts.keys()].sort()).toEqual([...english.keys()].sort())
	})
	test('fills in the same values as English', () => {
		const differing = [...texts].filter(
			([key, text]) => placeholders(text).join() !== placeholders(english.get(key) ?? '').join(),
		)
		expect(differing.map(([key]) => key)).toEqual([])
	})
	test('has a sentence for every problem, and no sentence for one that does not exist', () => {
		const said = [...texts.keys()].filter((key) => key.startsWith('problem.')).map((key) => key.slice(8))
		expect(said.sort()).toEqual([...problemCodes].sort())
	})
	test('leaves nothing empty', () => {
		expect([...texts].filter(([, text]) => text.trim() === '')).toEqual([])
	})
})
