import { expect, test } from 'vitest'
import { estimate, estimates, indicator, label, withheld } from '../../testing/estimates.ts'
import type { useTranslations } from '../../ui/i18n.ts'
import { buildEstimateRows } from './estimate-rows.ts'

const texts = { t: (key: string) => key, language: 'ur' } as unknown as ReturnType<typeof useTranslations>
const columnsOf = (rows: readonly string[][], line: number) =>
	Object.fromEntries((rows[0] ?? []).map((head, i) => [head, rows[line]?.[i]]))

test('an estimate is a row with all its inputs', () => {
	const rows = buildEstimateRows(
		estimates({
			groups: [{ code: 'PK607', label: label('Dera Ghazi Khan') }],
			indicators: [indicator('H1', { groups: [estimate({ deff: 1, deffIs: 'assumed' })] })],
		}),
		'district',
		texts,
	)
	expect(columnsOf(rows, 1)).toMatchObject({ group: '', group_label: 'results.total', deff_is: 'own' })
	expect(columnsOf(rows, 2)).toEqual({
		indicator: 'H1',
		version: '1',
		label: 'Name of H1 اردو',
		group: 'PK607',
		group_label: 'Dera Ghazi Khan اردو',
		n: '400',
		clusters: '20',
		value: '0.548',
		low: '0.5',
		high: '0.6',
		se: '0.025',
		df: '17',
		deff: '1',
		deff_is: 'assumed',
		weights: 'average-of-the-districts',
		weight_set: '3',
		as_of: '2026-01-15T05:00:00.000Z',
		not_told: '',
	})
})

test('a combined group has both codes and both labels', () => {
	const rows = buildEstimateRows(
		estimates({
			groups: [
				{ code: '18-24', label: {}, within: { code: 'male', label: label('Men') } },
				{ code: '25-34', label: {}, within: { code: 'reached', label: {} } },
			],
			indicators: [indicator('H1', { groups: [estimate(), estimate()] })],
		}),
		'age',
		texts,
		'exposure',
	)
	expect(columnsOf(rows, 2)).toMatchObject({
		group: '18-24 male',
		group_label: 'results.group.age.18-24 · Men اردو',
	})
	// groups without a label in the form have one in the app, by breakdown
	expect(columnsOf(rows, 3)).toMatchObject({
		group_label: 'results.group.age.25-34 · results.group.exposure.reached',
	})
})

test('a suppressed estimate keeps its reason, and no numbers from which it could be derived', () => {
	const rows = buildEstimateRows(
		estimates({
			weights: { version: 'none', set: null, without: 0 },
			indicators: [indicator('H1', { whole: withheld })],
		}),
		'sex',
		texts,
	)
	expect(columnsOf(rows, 1)).toMatchObject({
		n: '40',
		value: '',
		low: '',
		high: '',
		se: '',
		df: '',
		deff: '',
		weight_set: '',
		not_told: 'withheld',
	})
})
