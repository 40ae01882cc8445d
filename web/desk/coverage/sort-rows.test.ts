import { expect, test } from 'vitest'
import { districtCoverage } from '../../testing/coverage-fixtures.ts'
import type { CoverageRow } from './district-coverage.ts'
import { nextSort, readSort, sortRows } from './sort-rows.ts'

const row = (name: string, over: Partial<CoverageRow['figures']>): CoverageRow => ({
	key: name,
	name,
	hint: 'Punjab',
	place: name,
	figures: districtCoverage(name, over),
	comparison: null,
})

test('an address names a column, with a dash for descending order; anything else sorts by name', () => {
	expect(readSort('-completion')).toEqual({ column: 'completion', isDown: true })
	expect(readSort('men')).toEqual({ column: 'men', isDown: false })
	expect(readSort('-district')).toEqual({ column: 'district', isDown: true })
	expect(readSort('-nothing')).toEqual({ column: 'district', isDown: false })
	expect(readSort(null)).toEqual({ column: 'district', isDown: false })
})

test('a press sorts ascending first, then descending', () => {
	expect(nextSort({ column: 'district', isDown: false }, 'men')).toBe('men')
	expect(nextSort({ column: 'men', isDown: false }, 'men')).toBe('-men')
	expect(nextSort({ column: 'men', isDown: true }, 'men')).toBe('men')
})

test('columns with a target are sorted by the share completed, and ties by name', () => {
	const rows = [
		row('B', { interviews: 20, targetInterviews: 100 }),
		row('C', { interviews: 10, targetInterviews: 20 }),
		row('A', { interviews: 20, targetInterviews: 100 }),
	]
	const names = (sort: string) => sortRows('en', rows, readSort(sort), '2026-01-15').map(({ name }) => name)
	expect(names('interviews')).toEqual(['A', 'B', 'C'])
	expect(names('-interviews')).toEqual(['C', 'B', 'A'])
	expect(names('-district')).toEqual(['C', 'B', 'A'])
})
