import { expect, test } from 'vitest'
import { firstOffered, localize, resolveLanguage } from './localized-text.ts'

const label = { en: 'Age', ur: 'عمر' }

test('a text missing in Sindhi or Pashto falls back to Urdu, then to English, and is marked so (L7)', () => {
	for (const language of ['sd', 'ps']) {
		expect([localize(label, language), resolveLanguage(label, language)]).toEqual(['عمر', 'ur'])
		expect([localize({ en: 'Age' }, language), resolveLanguage({ en: 'Age' }, language)]).toEqual([
			'Age',
			'en',
		])
	}
	expect([localize({ ...label, sd: 'عمر' }, 'sd'), resolveLanguage({ ...label, sd: 'عمر' }, 'sd')]).toEqual([
		'عمر',
		'sd',
	])
})

test('an interview begins in the language of the phone if the form has it, else in Urdu, else in English', () => {
	expect(firstOffered(['en', 'ur'], 'en')).toBe('en')
	expect(firstOffered(['en', 'ur'], 'ps')).toBe('ur')
	expect(firstOffered(['en', 'ur', 'ps'], 'ps')).toBe('ps')
	expect(firstOffered(['fr', 'en'], 'sd')).toBe('en')
	expect(firstOffered(['fr'], 'sd')).toBe('fr')
	expect(firstOffered([], 'sd')).toBeUndefined()
})

test('a language named like a property of every object is missing', () => {
	expect(['toString', 'constructor', 'valueOf'].map((language) => localize({ en: 'Age' }, language))).toEqual(
		Array(3).fill('Age'),
	)
})
