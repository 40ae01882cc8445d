import { beforeAll, expect, test } from 'vitest'
import { formatBytes } from './format-bytes.ts'
import { findingText } from './format-finding.ts'
import { dayIn, formatLineNumbers, inOrderOf, monthIn, numberIn } from './formats.ts'
import { loadDeskTexts, loadTranslations, type Translate } from './i18n.ts'

let t: Translate
beforeAll(async () => {
	await loadDeskTexts()
	t = await loadTranslations('en')
})

test.each([
	[1, '1 kB'],
	[14_400, '14 kB'],
	[999_400, '999 kB'],
	[999_600, '1 MB'],
	[2_340_000, '2.3 MB'],
	[1_234_567_000, '1,234.6 MB'],
])('%i bytes are %s', (bytes, expected) => {
	expect(formatBytes(bytes, { t, language: 'en' })).toBe(expected)
})

test('numbers use the digits 0-9 in every language', () => {
	expect(numberIn('ur', 1234.5)).toMatch(/^1,?234\.5$/)
	expect(numberIn('sd', 12)).toBe('12')
	expect(monthIn('en', '2023-05')).toBe('May 2023')
})

test('a date has its year only if it is not the current one', () => {
	const year = new Date().getFullYear()
	expect(dayIn('en', `${year}-01-27`)).toBe('27 Jan')
	expect(dayIn('en', '2001-01-27')).toBe('27 Jan 2001')
})

test('the first rows of a file are named, and that there are more', () => {
	expect(formatLineNumbers('en', [4, 7], 2)).toBe('4, 7')
	expect(formatLineNumbers('en', [4, 7], 9)).toBe('4, 7 …')
})

test('names are in dictionary order', () => {
	const names = ['House 10', 'house 2', 'Ärger', 'Zebra', 'apple']
	expect(inOrderOf('en', names, (name) => name)).toEqual(['apple', 'Ärger', 'house 2', 'House 10', 'Zebra'])
})

test('a finding about the hour names its end', () => {
	expect(findingText(t, 'en', { kind: 'hour', found: 22, limit: 20 })).toBe(
		t('finish.checks.kind.hour', { found: 22, limit: 20, next: 23 }),
	)
})

test('a distance in a finding is grouped like any number', () => {
	expect(findingText(t, 'en', { kind: 'far', found: 15007, limit: 1000 })).toBe(
		t('finish.checks.kind.far', { found: '15,007', limit: '1,000' }),
	)
})
