import { expect, test } from 'vitest'
import {
	comparedIndicator,
	comparison,
	comparisons,
	estimate,
	label,
	tooFew,
	withheld,
} from '../../testing/estimates.ts'
import type { useTranslations } from '../../ui/i18n.ts'
import { changeRows } from './change-rows.ts'

const texts = { t: (key: string) => key, language: 'en' } as unknown as ReturnType<typeof useTranslations>
const columnsOf = (rows: readonly string[][], line: number) =>
	Object.fromEntries((rows[0] ?? []).map((head, i) => [head, rows[line]?.[i]]))

test('each indicator has a row for the total and one per group, with plain numbers', () => {
	const rows = changeRows(
		comparisons({
			groups: [{ code: 'PK607', label: label('Dera Ghazi Khan') }],
			indicators: [
				comparedIndicator('H1', {
					version: 4,
					groups: [comparison({ from: estimate({ n: 25, value: 0.1 }) })],
				}),
				comparedIndicator('S1'),
			],
		}),
		'district',
		texts,
	)
	expect(rows).toHaveLength(4)
	expect(columnsOf(rows, 1)).toEqual({
		indicator: 'H1',
		version: '4',
		label: 'Name of H1',
		group: '',
		group_label: 'results.total',
		n_before: '400',
		before: '0.5',
		n_after: '400',
		after: '0.6',
		difference: '0.1',
		low: '0.04',
		high: '0.16',
		se: '0.03',
		p: '0.001',
		p_adjusted: '0.004',
		verdict: 'change',
		family: 'headline',
		comparisons: '30',
		weights: 'average-of-the-districts',
		weight_set_before: '2',
		weight_set_after: '3',
		as_of: '2026-01-15T05:00:00.000Z',
		not_told_before: '',
		not_told_after: '',
	})
	expect(columnsOf(rows, 2)).toMatchObject({ group: 'PK607', group_label: 'Dera Ghazi Khan', n_before: '25' })
	expect(columnsOf(rows, 3)).toMatchObject({ indicator: 'S1', group: '' })
})

test('suppressed values are empty, with the reason of each side; without weights the weight sets are empty', () => {
	const untold = { value: null, interval: null, se: null, p: null, adjustedP: null, verdict: null }
	const rows = changeRows(
		comparisons({
			weights: { version: 'none', sets: null },
			indicators: [comparedIndicator('H1', { whole: comparison({ ...untold, from: tooFew, to: withheld }) })],
		}),
		'sex',
		texts,
	)
	expect(columnsOf(rows, 1)).toMatchObject({
		before: '',
		after: '',
		difference: '',
		low: '',
		high: '',
		p: '',
		p_adjusted: '',
		verdict: '',
		weight_set_before: '',
		weight_set_after: '',
		not_told_before: 'too-few',
		not_told_after: 'withheld',
	})
})

test('a suppressed group is left out', () => {
	const rows = changeRows(
		comparisons({ indicators: [comparedIndicator('H1', { groups: [comparison()] })] }),
		'sex',
		texts,
	)
	expect(rows).toHaveLength(2)
})
