import { expect, test } from 'vitest'
import { formatLineNumbers } from './formats.ts'

test('a list that is complete ends without an ellipsis, and a shortened one with it', () => {
	expect(formatLineNumbers('en', [6, 7], 2)).toBe('6, 7')
	expect(formatLineNumbers('en', [6, 1007], 3)).toBe('6, 1,007 …')
})
