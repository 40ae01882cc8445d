import { expect, test } from 'vitest'
import { formatLineNumbers } from './formats.ts'

test('lines that are all named end without dots, the first of many with them', () => {
	expect(formatLineNumbers('en', [6, 7], 2)).toBe('6, 7')
	expect(formatLineNumbers('en', [6, 1007], 3)).toBe('6, 1,007 …')
})
