import { expect, test } from 'vitest'
import { buildResultsPath } from './results-filter.ts'

test('a page of figures is found with what was chosen on the others, and without it where nothing was', () => {
	expect(buildResultsPath('', {})).toBe('/desk/results')
	expect(buildResultsPath('report', { round: 'endline', by: 'age', of: 'S1', readings: '' })).toBe(
		'/desk/results/report?round=endline&by=age&of=S1',
	)
})
