import { expect, test } from 'vitest'
import { isNoAnswer } from './no-answer-codes.ts'

test.each(['dk', 'ref', '88', '99', '-99', '999', 'dont_know', 'refused', 'DK'])(
	'%s is no answer',
	(name) => {
		expect(isNoAnswer({ name })).toBe(true)
	},
)
test.each(['yes', 'other', 'none', '8', '9', '188', 'reference', 'PK607'])('%s is one', (name) => {
	expect(isNoAnswer({ name })).toBe(false)
})
