import { expect, test } from 'vitest'
import type { DistrictCoverage } from '#shared/coverage/coverage'
import { planOf } from '#shared/coverage/fieldwork-dates'
import { coverageOf, datesUntil, daysFrom, districtCoverage } from '../../testing/coverage-fixtures.ts'
import { renderDesk, study } from '../../testing/render-desk.tsx'
import { text } from '../../testing/text.ts'
import { overviewRows } from '../overview/district-rows.ts'
import { coveredBy, districtRows } from './district-coverage.ts'
import { FurthestBehind } from './furthest-behind.tsx'

/** A district with ten days of fieldwork until today. */
const worked = (district: string, interviews: number, over: Partial<DistrictCoverage> = {}) =>
	districtCoverage(district, {
		interviews,
		missing: 300 - interviews,
		days: daysFrom(6, ...Array<number>(10).fill(interviews / 10)),
		...over,
	})
async function sentence(
	districts: readonly DistrictCoverage[],
	{ lastDay = '2026-01-25', shown = districts }: { lastDay?: string | null; shown?: typeof districts } = {},
): Promise<string> {
	const found = coverageOf(districts)
	const options = { plan: planOf(datesUntil(lastDay)), flagsOf: null, language: 'en' }
	const { container } = await renderDesk(
		<FurthestBehind
			rows={districtRows(coveredBy(study.districts, coverageOf(shown)), null, 'en')}
			statuses={overviewRows(found, study, options)}
		/>,
	)
	return container.textContent
}
const dera = (done: string, planned: string) =>
	text('coverage.furthestBehind', { district: 'Dera Ghazi Khan', done, planned })

test('the district furthest behind the plan of today is named, not the one with the lowest share', async () => {
	// half of the planned days are over: 100 of 150 planned is a third of the target, 190 of 250 planned is more
	const larger = { targetInterviews: 500, missing: 310 }
	expect(await sentence([worked('PK609', 100), worked('PK607', 190, larger)])).toBe(dera('190', '250'))
})

test('a district that is ahead or on plan is not called behind', async () => {
	expect(await sentence([worked('PK607', 180), worked('PK609', 140)])).toBe(text('coverage.noneBehind'))
})

test('a district that has not started is behind', async () => {
	expect(await sentence([worked('PK607', 0, { days: [] }), worked('PK609', 140)])).toBe(dera('0', '150'))
})

test('only districts that are shown are named', async () => {
	const [behind, ahead] = [worked('PK607', 100), worked('PK609', 180)]
	expect(await sentence([behind, ahead], { shown: [ahead] })).toBe(text('coverage.noneBehind'))
})

test('without a plan the lowest share of a target is named as that', async () => {
	const values = { district: 'Dera Ghazi Khan', done: '100', target: '300' }
	expect(await sentence([worked('PK607', 100), worked('PK609', 180)], { lastDay: null })).toBe(
		text('coverage.lowestShare', values),
	)
})

test('with all districts complete nothing is said', async () => {
	expect(await sentence([worked('PK607', 300), worked('PK609', 300)])).toBe('')
})
