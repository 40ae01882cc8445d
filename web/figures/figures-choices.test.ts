import { expect, test } from 'vitest'
import { figuresAddress } from './figures-choices.ts'

test('a page of figures is found with what was chosen on the others, and without it where nothing was', () => {
	expect(figuresAddress('', {})).toBe('/desk/figures')
	expect(figuresAddress('report', { round: 'endline', by: 'age', of: 'S1', readings: '' })).toBe(
		'/desk/figures/report?round=endline&by=age&of=S1',
	)
})
