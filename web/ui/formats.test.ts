import { expect, test } from 'vitest'
import { firstLinesIn } from './formats.ts'

test('lines that are all named end without dots, the first of many with them', () => {
	expect(firstLinesIn('en', [6, 7], 2)).toBe('6, 7')
	expect(firstLinesIn('en', [6, 1007], 3)).toBe('6, 1,007 …')
})
