import { expect, test } from 'vitest'
import { isMissingValue } from './missing-values.ts'

const question = { name: 'heard' }

test.each(['dk', 'ref', 'DK', '88', '99', '-88', '-99', '888', '999', '-9999'])('%s is missing', (name) => {
	expect(isMissingValue(question, { name })).toBe(true)
})
test.each(['refused', 'refuse', 'dont_know', 'none', '8', '9', '77', '188', 'reference', 'dk_other'])(
	'%s is an answer: missing values are not guessed from names',
	(name) => {
		expect(isMissingValue(question, { name })).toBe(false)
	},
)
test('the choice list decides where it declares missing values', () => {
	expect(isMissingValue(question, { name: 'refused', columns: { 'zila:missing': 'yes' } })).toBe(true)
	expect(isMissingValue(question, { name: '99', columns: { 'zila:missing': 'no' } })).toBe(false)
	expect(isMissingValue(question, { name: '99', columns: { 'zila:missing': '' } })).toBe(true)
})
test('the outcome of a visit is never missing', () => {
	for (const name of ['contact', 'sel_avail', 'result'])
		for (const choice of [
			{ name: 'refused' },
			{ name: '99' },
			{ name: 'x', columns: { 'zila:missing': 'yes' } },
		])
			expect(isMissingValue({ name }, choice)).toBe(false)
})
