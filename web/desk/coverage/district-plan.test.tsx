import { screen } from '@testing-library/react'
import { beforeEach, expect, test } from 'vitest'
import { setClock } from '../../testing/clock.ts'
import {
	coverageOf,
	datesUntil,
	daysFrom,
	districtCoverage,
	overviewOf,
} from '../../testing/coverage-fixtures.ts'
import { renderDesk } from '../../testing/render-desk.tsx'
import { text } from '../../testing/text.ts'
import { DistrictPlan } from './district-plan.tsx'

beforeEach(() => setClock())

/** The plan begins with the first interview in any district: 6 January. */
const districts = [
	districtCoverage('PK607', { interviews: 100, missing: 200, days: daysFrom(13, 50, 25, 25) }),
	districtCoverage('PK609', {
		interviews: 180,
		missing: 120,
		days: daysFrom(6, ...Array<number>(10).fill(18)),
	}),
]
const render = (district: string, lastDay: string | null = '2026-01-25') =>
	renderDesk(<DistrictPlan district={district} round="endline" />, {
		replies: {
			'GET /api/coverage': coverageOf(districts),
			'GET /api/overview': overviewOf({ dates: datesUntil(lastDay) }),
		},
	})

test('a district behind the plan of all districts says by how many interviews', async () => {
	await render('PK607')
	expect(await screen.findByText(text('overview.statuses.behind'))).toBeVisible()
	expect(screen.getByText(text('overview.behindPlan', { count: 50, total: '50' }))).toBeVisible()
})

test('a district ahead of the plan says so', async () => {
	await render('PK609')
	expect(await screen.findByText(text('overview.statuses.ahead'))).toBeVisible()
	expect(screen.getByText(text('overview.aheadOfPlan', { count: 30, total: '30' }))).toBeVisible()
})

test('without a last day of fieldwork there is a status, and the missing plan is named', async () => {
	await render('PK607', null)
	expect(await screen.findByText(text('overview.statuses.in-progress'))).toBeVisible()
	expect(screen.getByText(text('overview.noPlan'))).toBeVisible()
})
