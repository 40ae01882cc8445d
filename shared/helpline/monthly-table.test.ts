import { describe, expect, test } from 'vitest'
import { seededRandom } from '#shared/kernel/seeded-random'
import { helplineRegister } from '#shared/testing/helpline-register'
import { suppressSmallCells } from '../disclosure/small-cells.ts'
import type { CallCounts } from './call-counts.ts'
import { type MonthlyTableRow, monthlyTable, publishedPeriod } from './monthly-table.ts'

const counted = (lines: readonly Partial<CallCounts['calls'][number]>[]): CallCounts => ({
	demonstration: false,
	isWhole: true,
	calls: lines.map((line) => ({
		month: '2023-05',
		isMissed: false,
		category: 'visa_fraud',
		gender: 'male',
		calls: 1,
		...line,
	})),
	places: [],
})
const register = helplineRegister(1, ['PK607', 'PK608', 'another'])
const published = counted(
	register.map(({ call_time, category, gender }) => ({ month: call_time.slice(0, 7), category, gender })),
)
const lineOf = (lines: readonly MonthlyTableRow[], matter: MonthlyTableRow['matter']) =>
	lines.find((line) => line.matter === matter)

describe('the monthly table', () => {
	test('of a register with known published totals gives those totals, digit for digit', () => {
		const { lines, months, unknownGender } = monthlyTable(published, publishedPeriod, 'us')
		const counts = (matter: MonthlyTableRow['matter']) => lineOf(lines, matter)?.all.count
		expect(lineOf(lines, 'all')).toEqual({
			matter: 'all',
			all: { count: 32_402, share: 1 },
			male: { count: 26_566, share: 26_566 / 32_402 },
			female: { count: 5_831, share: 5_831 / 32_402 },
			transgender: { count: 5, share: 5 / 32_402 },
		})
		expect(counts('cybercrime')).toBe(8_749)
		expect(counts('visa_fraud')).toBe(836)
		expect(counts('human_trafficking')).toBe(140)
		expect(counts('migrant_smuggling')).toBe(9)
		expect(lines.slice(1).reduce((sum, { all }) => sum + Number(all.count), 0)).toBe(32_402)
		expect(unknownGender).toBe(0)
		const most = [...months].sort((a, b) => Number(b.calls) - Number(a.calls)).slice(0, 4)
		expect(most.map(({ month }) => month).sort()).toEqual(['2023-05', '2023-08', '2023-09', '2023-10'])
		expect(months).toHaveLength(14)
	})
	test('for other roles published totals stay, and other small cells are suppressed', () => {
		const { lines } = monthlyTable(published, publishedPeriod, 'others')
		expect(lineOf(lines, 'all')).toMatchObject({
			all: { count: 32_402 },
			male: { count: null },
			transgender: { count: 5 },
		})
		expect(lineOf(lines, 'all')?.male.share).toBeCloseTo(0.82, 3)
		expect(lineOf(lines, 'migrant_smuggling')?.all.count).toBe(9)
		expect(lineOf(lines, 'migrant_smuggling')?.female).toEqual({ count: 'few', share: null })
		expect(lineOf(lines, 'cybercrime')?.transgender.count).toBe('few')
		// equal numbers of any other months
		const other = monthlyTable(published, { ...publishedPeriod, to: '2023-12' }, 'others')
		expect(lineOf(other.lines, 'migrant_smuggling')?.all.count).toBe('few')
		expect(lineOf(other.lines, 'all')?.transgender.count).toBe('few')
	})
	test('reports wrong numbers, missed calls and unstated gender next to the table', () => {
		const { lines, ...separateCounts } = monthlyTable(
			counted([
				{ calls: 20 },
				{ gender: 'unknown', calls: 3 },
				{ gender: '', calls: 1 },
				{ category: 'wrong', gender: '', calls: 7 },
				{ isMissed: true, category: '', gender: '', calls: 4 },
				{ category: '', calls: 2 },
				{ category: 'a matter of a later form', calls: 5 },
				{ month: '2023-06', calls: 90 },
			]),
			{ from: '2023-05', to: '2023-05' },
			'us',
		)
		expect(separateCounts).toMatchObject({ unknownGender: 4, wrongNumbers: 7, missed: 4 })
		expect(lines.map(({ matter, all }) => [matter, all.count]).filter(([, calls]) => calls !== 0)).toEqual([
			['all', 31],
			['visa_fraud', 24],
			['other', 5],
			['unsaid', 2],
		])
	})
	test('the shares of men and women do not disclose how many were neither', () => {
		const of = (transgender: number) =>
			monthlyTable(
				counted([
					{ calls: 700 },
					{ gender: 'female', calls: 300 - transgender },
					{ gender: 'transgender', calls: transgender },
				]),
				{ from: '2023-05', to: '2023-05' },
				'others',
			).lines
		const shown = (lines: readonly MonthlyTableRow[]) =>
			lines.map(({ all, male, transgender }) => [
				all.count,
				Math.round((male.share ?? 0) * 100),
				transgender.count,
			])
		expect(shown(of(1))).toEqual(shown(of(0)))
	})
})

test('a suppressed cell cannot be derived from the total and the others', () => {
	expect(suppressSmallCells([500, 3, 40, 20])).toEqual([500, 'few', 40, 'withheld'])
	expect(suppressSmallCells([500, 3, 9, 20])).toEqual([500, 'few', 'few', 20])
	expect(suppressSmallCells([500, 0, 1, 20])).toEqual([500, 'few', 'few', 'withheld'])
	expect(suppressSmallCells([10, 500])).toEqual([10, 500])
	expect(suppressSmallCells([4])).toEqual(['few'])
	const random = seededRandom(12)
	for (let i = 0; i < 500; i++) {
		const counts = Array.from({ length: 2 + random.below(9) }, () => random.below(random.pick([12, 200])))
		const shown = suppressSmallCells(counts)
		const hidden = counts.filter((_, at) => typeof shown[at] !== 'number')
		if (hidden.length === 0) continue
		// the sum discloses how many the suppressed ones are together: at least ten, in two or more counts
		const isAll = hidden.length === counts.length
		expect(isAll || (hidden.length >= 2 && hidden.reduce((a, b) => a + b, 0) >= 10), String(counts)).toBe(
			true,
		)
	}
})
