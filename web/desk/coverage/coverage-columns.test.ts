import { expect, test } from 'vitest'
import { districtCoverage, side, tally } from '../../testing/coverage-fixtures.ts'
import {
	type ColumnName,
	type CoverageCell,
	coverageColumns,
	coverageViews,
	isCoverageView,
	weightOf,
} from './coverage-columns.ts'

const figures = districtCoverage('PK607', {
	interviews: 30,
	men: 10,
	women: 20,
	refusals: 4,
	disputed: 9,
	onPhones: null,
	household: tally({ returned: 2, disputed: 3 }),
	male: side({ refused: 1, endings: { complete: 6, refusal: 2, noncontact: 2 } }),
	female: side({ refused: 3, endings: { complete: 20, unknown: 10 } }),
	lastSync: '2026-01-14T05:00:00.000Z',
})
const cell = (name: ColumnName): CoverageCell => coverageColumns[name].cell(figures, '2026-01-15')

test.each<[ColumnName, CoverageCell]>([
	['interviews', { kind: 'count', count: 30, target: 300 }],
	['men', { kind: 'count', count: 10, target: 150 }],
	['disputed', { kind: 'count', count: 3 }],
	['allDisputed', { kind: 'count', count: 9 }],
	// records on phones are unknown for a round that is not open
	['onPhones', { kind: 'count', count: null }],
	['refusedWomen', { kind: 'count', count: 3 }],
	['households', { kind: 'count', count: 40 }],
	['contact', { kind: 'share', of: 40, share: 0.7, hasSmallBase: false }],
	['cooperation', { kind: 'share', of: 28, share: 26 / 28, hasSmallBase: true }],
	['completion', { kind: 'share', of: 40, share: 0.65, hasSmallBase: false }],
	['completionMen', { kind: 'share', of: 10, share: 0.6, hasSmallBase: true }],
	['lastSync', { kind: 'time', time: '2026-01-14T05:00:00.000Z' }],
	['finishes', { kind: 'day', day: null, latest: null }],
])('the cell of the column %s', (name, expected) => {
	expect(cell(name)).toEqual(expected)
})

test('each column of each view has a cell, and cells with a list show the number of its records', () => {
	for (const names of Object.values(coverageViews))
		for (const name of names) {
			expect(cell(name).kind).toMatch(/^(count|share|day|time)$/)
			if (coverageColumns[name].list) expect(cell(name).kind).toBe('count')
		}
})

test('only names of views are accepted as views', () => {
	expect(isCoverageView('sex')).toBe(true)
	expect(isCoverageView('toString')).toBe(false)
	expect(isCoverageView(null)).toBe(false)
})
test('empty values sort before zero', () => {
	expect(weightOf({ kind: 'count', count: null })).toBeLessThan(weightOf({ kind: 'count', count: 0 }))
	expect(weightOf({ kind: 'share', of: 0, share: null, hasSmallBase: true })).toBeLessThan(0)
	expect(weightOf({ kind: 'day', day: null, latest: null })).toBeLessThan(
		weightOf({ kind: 'day', day: '2026-01-01', latest: null }),
	)
})
