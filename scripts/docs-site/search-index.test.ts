import { expect, test } from 'vitest'
import { searchWords } from './search-index.ts'

test.each([
	['Arabic and Urdu yeh', 'علي', 'علی'],
	['alef maksura', 'موسى', 'موسی'],
	['Arabic and Urdu kaf', 'كوڈ', 'کوڈ'],
	['Arabic heh, teh marbuta and Urdu heh', 'هفتة', 'ہفتہ'],
	['heh doachashmee', 'ھفتہ', 'ہفتہ'],
	['hamza on a letter, written as one or two', 'آئندہ', 'ا\u0653ي\u0654ندہ'],
	['vowel signs', 'سَروے', 'سروے'],
	['zero-width non-joiner', 'رابطہ\u200cکار', 'رابطہکار'],
	['tatweel', 'ضـــلع', 'ضلع'],
	['digits', '۱۹۹۱ ١٩٩١', '1991 1991'],
	['direction marks', '\u2067ضلع\u2069', 'ضلع'],
	['Latin accents and capitals', 'Éxport', 'export'],
	['presentation forms of old files', 'ﺿﻠﻊ', 'ضلع'],
])('%s are equal in the search', (_, one, other) => {
	expect(searchWords(one)).toEqual(searchWords(other))
})
test('different letters stay different', () => {
	expect(searchWords('ٹیم')).not.toEqual(searchWords('تیم'))
	expect(searchWords('کار')).not.toEqual(searchWords('گار'))
})
test('words are separated by spaces and punctuation of both scripts', () => {
	expect(searchWords('سرور، فون۔ DATABASE_URL, “two-factor”؟')).toEqual([
		...['سرور', 'فون', 'database', 'url', 'two', 'factor'],
	])
	expect(searchWords(' — ')).toEqual([])
})
