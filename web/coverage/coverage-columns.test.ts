import { describe, expect, test } from 'vitest'
import { districtCoverage, side, tally } from '../testing/coverage-fixtures.ts'
import { cellText } from './cell-text.ts'
import {
	type Cell,
	type ColumnName,
	coverageColumns,
	coverageViews,
	isCoverageView,
	weightOf,
} from './coverage-columns.ts'
import { coverageRows } from './coverage-rows.ts'
import { type CoverageRow, coveredBy, districtRows, provinceRows, shareOf } from './covered.ts'
import { nextSort, readSort, sortRows } from './sort-rows.ts'

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
const cell = (name: ColumnName): Cell => coverageColumns[name].cell(figures, '2026-01-15')
const row = (name: string, over: Partial<CoverageRow['figures']>, hint = 'Punjab'): CoverageRow => ({
	key: name,
	name,
	hint,
	place: name,
	figures: districtCoverage(name, over),
	beside: null,
})

describe('cells of the table', () => {
	test.each<[ColumnName, Cell]>([
		['interviews', { kind: 'count', count: 30, target: 300 }],
		['men', { kind: 'count', count: 10, target: 150 }],
		['disputed', { kind: 'count', count: 3 }],
		['allDisputed', { kind: 'count', count: 9 }],
		// of a round that is not open nothing is known of phones
		['onPhones', { kind: 'count', count: null }],
		['refusedWomen', { kind: 'count', count: 3 }],
		['households', { kind: 'count', count: 40 }],
		['contact', { kind: 'share', of: 40, share: 0.7, saysLittle: false }],
		['cooperation', { kind: 'share', of: 28, share: 26 / 28, saysLittle: true }],
		['completion', { kind: 'share', of: 40, share: 0.65, saysLittle: false }],
		['completionMen', { kind: 'share', of: 10, share: 0.6, saysLittle: true }],
		['lastSync', { kind: 'time', time: '2026-01-14T05:00:00.000Z' }],
		['finishes', { kind: 'day', day: null, latest: null }],
	])('%s', (name, expected) => {
		expect(cell(name)).toEqual(expected)
	})
	test('each column of each view has a cell, and those with a list count what is in it', () => {
		for (const names of Object.values(coverageViews))
			for (const name of names) {
				expect(cell(name).kind).toMatch(/^(count|share|day|time)$/)
				if (coverageColumns[name].list) expect(cell(name).kind).toBe('count')
			}
	})
	test('only names of views are views', () => {
		expect(isCoverageView('sex')).toBe(true)
		expect(isCoverageView('toString')).toBe(false)
		expect(isCoverageView(null)).toBe(false)
	})
	test('a number is written with what it is of, a share as a whole percentage, and nothing as nothing', () => {
		expect(cellText('en', { kind: 'count', count: 1200, target: 3000 })).toBe('1,200 / 3,000')
		expect(cellText('en', { kind: 'count', count: 5 })).toBe('5')
		expect(cellText('en', { kind: 'share', of: 3, share: 2 / 3, saysLittle: true })).toBe('67%')
		for (const blank of [
			{ kind: 'count', count: null },
			{ kind: 'share', of: 0, share: null, saysLittle: true },
			{ kind: 'day', day: null, latest: null },
			{ kind: 'time', time: null },
		] as const)
			expect(cellText('en', blank)).toBe('')
	})
})

describe('sorting', () => {
	test('an address names a column, with a dash before it for downwards; anything else sorts by name', () => {
		expect(readSort('-completion')).toEqual({ column: 'completion', isDown: true })
		expect(readSort('men')).toEqual({ column: 'men', isDown: false })
		expect(readSort('-district')).toEqual({ column: 'district', isDown: true })
		expect(readSort('-nothing')).toEqual({ column: 'district', isDown: false })
		expect(readSort(null)).toEqual({ column: 'district', isDown: false })
	})
	test('a press sorts upwards first, then downwards', () => {
		expect(nextSort({ column: 'district', isDown: false }, 'men')).toBe('men')
		expect(nextSort({ column: 'men', isDown: false }, 'men')).toBe('-men')
		expect(nextSort({ column: 'men', isDown: true }, 'men')).toBe('men')
	})
	test('what has a target is sorted by how much of it is done, and equals by name', () => {
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
	test('nothing comes before zero', () => {
		expect(weightOf({ kind: 'count', count: null })).toBeLessThan(weightOf({ kind: 'count', count: 0 }))
		expect(weightOf({ kind: 'share', of: 0, share: null, saysLittle: true })).toBeLessThan(0)
		expect(weightOf({ kind: 'day', day: null, latest: null })).toBeLessThan(
			weightOf({ kind: 'day', day: '2026-01-01', latest: null }),
		)
	})
})

describe('districts and provinces', () => {
	test('a district that the campaign does not list is left out', () => {
		const listed = { code: 'PK607' } as Parameters<typeof coveredBy>[0][number]
		const found = { districts: [figures, districtCoverage('PK999')] } as Parameters<typeof coveredBy>[1]
		expect(coveredBy([listed], found).map(({ district }) => district)).toEqual([listed])
		expect(coveredBy([listed], null)).toEqual([])
	})
	test('a province is the sum of its districts, and says how many these are', () => {
		const [sum, ...others] = provinceRows(
			[row('A', { interviews: 2, missing: 3 }), row('B', { interviews: 5, missing: 1 })],
			(count) => `${count} districts`,
		)
		expect(others).toEqual([])
		expect(sum).toMatchObject({ name: 'Punjab', hint: '2 districts', place: null, beside: null })
		expect(sum?.figures).toMatchObject({ interviews: 7, targetInterviews: 600, missing: 4 })
	})
	test('of a district that the other round does not have, nothing stands beside it', () => {
		const district = {
			code: 'PK607',
			name: { en: 'Here' },
			province: { en: 'Punjab' },
		} as unknown as Parameters<typeof districtRows>[0][number]['district']
		const other = { districts: [districtCoverage('PK608')] } as Parameters<typeof districtRows>[1]
		expect(districtRows([{ district, figures }], other, 'en')).toEqual([
			{ key: 'PK607', name: 'Here', hint: 'Punjab', place: 'PK607', figures, beside: null },
		])
	})
	test('where nothing is wanted, all of it is done', () => {
		expect(shareOf(districtCoverage('A', { targetInterviews: 0 }))).toBe(1)
		expect(shareOf(figures)).toBe(0.1)
	})
})

test('in a file a target and a base have columns of their own, and numbers are plain', () => {
	const names = { title: 'District', cells: ['A', 'B'] }
	const titles = { target: (of: string) => `${of} target`, base: (of: string) => `${of} base` }
	const columns = [
		{
			title: 'Interviews',
			cells: [
				{ kind: 'count', count: 1200, target: 3000 },
				{ kind: 'count', count: null },
			],
		},
		{
			title: 'Rate',
			cells: [
				{ kind: 'share', of: 3, share: 2 / 3, saysLittle: true },
				{ kind: 'share', of: 0, share: null, saysLittle: true },
			],
		},
		{
			title: 'End',
			cells: [
				{ kind: 'day', day: '2026-02-01', latest: null },
				{ kind: 'time', time: null },
			],
		},
	] satisfies Parameters<typeof coverageRows>[1]
	expect(coverageRows(names, columns, titles)).toEqual([
		['District', 'Interviews', 'Interviews target', 'Rate', 'Rate base', 'End'],
		['A', '1200', '3000', '66.7', '3', '2026-02-01'],
		['B', '', '', '', '0', ''],
	])
})
