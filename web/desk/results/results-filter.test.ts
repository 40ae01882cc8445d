import { expect, test } from 'vitest'
import { buildResultsPath } from './results-filter.ts'

test('a results page is linked with the selection of the others, and without any if there is none', () => {
	expect(buildResultsPath('', {})).toBe('/desk/results')
	expect(buildResultsPath('report', { round: 'endline', by: 'age', of: 'S1', readings: '' })).toBe(
		'/desk/results/report?round=endline&by=age&of=S1',
	)
})
