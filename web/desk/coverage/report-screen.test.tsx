import { screen, waitFor } from '@testing-library/react'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { DistrictCoverage } from '#shared/coverage/coverage'
import {
	chartsOf,
	dailyCompletions,
	hoursAt,
	minutesAt,
	spreadBetween,
} from '../../testing/charts-fixtures.ts'
import { setClock } from '../../testing/clock.ts'
import { coverageOf, districtCoverage, overviewOf } from '../../testing/coverage-fixtures.ts'
import { type DeskOptions, renderDesk } from '../../testing/render-desk.tsx'
import { offline } from '../../testing/server-replies.ts'
import { text } from '../../testing/text.ts'
import { ReportScreen } from './report-screen.tsx'

const print = vi.fn()
beforeEach(() => {
	setClock()
	vi.stubGlobal('print', print.mockClear())
})
afterEach(() => vi.unstubAllGlobals())

const work = chartsOf({
	days: [dailyCompletions('2026-01-14', 5, spreadBetween(1, 3))],
	hours: hoursAt({ 34: 5 }),
	minutes: minutesAt({ 40: 5 }),
})
const twoProvinces = [districtCoverage('PK607', { interviews: 5 }), districtCoverage('PK226')]

const render = (districts: readonly DistrictCoverage[], { replies, ...options }: DeskOptions = {}) =>
	renderDesk(<ReportScreen />, {
		path: '/desk/coverage/report?round=endline',
		...options,
		replies: {
			'GET /api/coverage': coverageOf(districts),
			'GET /api/overview': overviewOf(),
			'GET /api/charts': work,
			...replies,
		},
	})
const printButton = () => screen.getByRole('button', { name: text('coverage.print') })

test('the report names its round and time, and is printed once complete', async () => {
	let answer: (reply: unknown) => void = () => {}
	const reply = new Promise((done) => {
		answer = done
	})
	const { user } = await render(twoProvinces, { replies: { 'GET /api/charts': () => reply } })
	await screen.findAllByRole('table')
	expect(
		screen.getByRole('heading', {
			name: text('coverage.reportTitle', { round: 'Post-campaign', time: '15 Jan, 10:00' }),
		}),
	).toBeVisible()
	expect(printButton()).toBeDisabled()
	answer(work)
	await waitFor(() => expect(printButton()).toBeEnabled())
	await user.click(printButton())
	expect(print).toHaveBeenCalledOnce()
})

test('the printed report has provinces, districts and rates, and no control but the print button', async () => {
	await render(twoProvinces)
	expect(await screen.findByRole('heading', { name: text('charts.pace.heading') })).toBeVisible()
	expect(
		screen
			.getAllByRole('heading', { level: 2 })
			.slice(0, 3)
			.map(({ textContent }) => textContent),
	).toEqual([text('coverage.byProvince'), text('coverage.byDistrict'), text('coverage.view.response')])
	expect(screen.getAllByRole('button')).toEqual([printButton()])
})

test('a single province is not summed', async () => {
	await render([districtCoverage('PK607'), districtCoverage('PK608')])
	await screen.findAllByRole('table')
	expect(screen.queryByRole('heading', { name: text('coverage.byProvince') })).toBeNull()
	expect(screen.getAllByRole('table')).toHaveLength(2)
})

test('without its charts the report can be printed and says what is missing', async () => {
	await render(twoProvinces, { replies: { 'GET /api/charts': offline } })
	expect(await screen.findByRole('alert')).toHaveTextContent(text('desk.problem.no-connection'))
	await waitFor(() => expect(printButton()).toBeEnabled())
	expect(screen.queryByRole('heading', { name: text('charts.pace.heading') })).toBeNull()
})

test('without counts nothing can be printed', async () => {
	await render([], { replies: { 'GET /api/coverage': offline } })
	expect(await screen.findByRole('alert')).toHaveTextContent(text('desk.problem.no-connection'))
	expect(printButton()).toBeDisabled()
})
