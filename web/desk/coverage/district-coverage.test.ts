import { expect, test } from 'vitest'
import type { District } from '#shared/study/study'
import { coverageOf, districtCoverage } from '../../testing/coverage-fixtures.ts'
import { type CoverageRow, coveredBy, districtRows, provinceRows, shareOf } from './district-coverage.ts'

const figures = districtCoverage('PK607', { interviews: 30 })
const row = (name: string, over: Partial<CoverageRow['figures']>): CoverageRow => ({
	key: name,
	name,
	hint: 'Punjab',
	place: name,
	figures: districtCoverage(name, over),
	comparison: null,
})

const here: District = {
	code: 'PK607',
	name: { en: 'Here' },
	also: [],
	abbreviation: 'H',
	province: { en: 'Punjab' },
	column: 0,
	row: 0,
	targetInterviews: 300,
	targetFocusGroups: 2,
}

test('a district outside the campaign is left out', () => {
	const found = coverageOf([figures, districtCoverage('PK999')])
	expect(coveredBy([here], found)).toEqual([{ district: here, figures }])
	expect(coveredBy([here], null)).toEqual([])
})

test('a province is the sum of its districts, and says how many these are', () => {
	const [sum, ...others] = provinceRows(
		[row('A', { interviews: 2, missing: 3 }), row('B', { interviews: 5, missing: 1 })],
		(count) => `${count} districts`,
	)
	expect(others).toEqual([])
	expect(sum).toMatchObject({ name: 'Punjab', hint: '2 districts', place: null, comparison: null })
	expect(sum?.figures).toMatchObject({ interviews: 7, targetInterviews: 600, missing: 4 })
})

test('a district that the other round does not have has no comparison', () => {
	const other = coverageOf([districtCoverage('PK608')])
	expect(districtRows([{ district: here, figures }], other, 'en')).toEqual([
		{ key: 'PK607', name: 'Here', hint: 'Punjab', place: 'PK607', figures, comparison: null },
	])
})

test('without a target the work is complete', () => {
	expect(shareOf(districtCoverage('A', { targetInterviews: 0 }))).toBe(1)
	expect(shareOf(figures)).toBe(0.1)
})
