import { screen } from '@testing-library/react'
import { beforeEach, expect, test } from 'vitest'
import type { Charts } from '#shared/coverage/fieldwork-charts'
import { chartsOf, dailyCompletions, spreadBetween } from '../../testing/charts-fixtures.ts'
import { setClock } from '../../testing/clock.ts'
import { coverageOf, districtCoverage } from '../../testing/coverage-fixtures.ts'
import { announceNews } from '../../testing/news.ts'
import { type DeskOptions, renderDesk } from '../../testing/render-desk.tsx'
import { offline } from '../../testing/server-replies.ts'
import { text } from '../../testing/text.ts'
import ChartsScreen from './charts-screen.tsx'

beforeEach(() => setClock())

const days = [dailyCompletions('2026-01-14', 5, spreadBetween(1, 3))]
const render = (over: Partial<Charts> = {}, { replies, ...options }: DeskOptions = {}) =>
	renderDesk(<ChartsScreen />, {
		path: '/desk/coverage/charts?round=endline',
		...options,
		replies: {
			'GET /api/charts': chartsOf({ days, ...over }),
			'GET /api/coverage': coverageOf([
				districtCoverage('PK607', { missing: 30 }),
				districtCoverage('PK608', { missing: 30 }),
			]),
			...replies,
		},
	})
const datesLink = () => screen.queryByRole('link', { name: text('charts.setDates') })

test('charts are of the round in the address, and the pace is compared with what all districts still need', async () => {
	const { server } = await render({ lastDay: '2026-01-20' })
	expect(
		await screen.findByRole('heading', { name: text('charts.title', { round: 'Post-campaign' }) }),
	).toBeVisible()
	expect(
		await screen.findByText(
			text('charts.pace.requiredPace', { count: 5, day: '20 Jan', aDay: '10', each: '2', people: '5' }),
			{ exact: false },
		),
	).toBeVisible()
	expect(server.sent.map(({ path, query }) => `${path}?${query}`).sort()).toEqual([
		'/api/charts?round=endline',
		'/api/coverage?round=endline',
	])
})

test('a user who sets targets is led to the dates of the round', async () => {
	await render()
	await screen.findByRole('heading', { name: text('charts.pace.heading') })
	expect(datesLink()).toHaveAttribute('href', '/desk/rounds')
})

test.each([
	['a coordinator', {}, { role: 'coordinator' }],
	['the demonstration', {}, { demonstration: true }],
	['a generated round', { demonstration: true }, {}],
] as const)('for %s no dates are offered', async (_, over, person) => {
	await render(over, { person })
	await screen.findByRole('heading', { name: text('charts.pace.heading') })
	expect(datesLink()).toBeNull()
})

test('before the first interview there are no charts', async () => {
	await render({ days: [] })
	expect(await screen.findByText(text('charts.empty'))).toBeVisible()
})

test('charts are refreshed when the server has new data', async () => {
	const { server } = await render({ days: [] })
	await screen.findByText(text('charts.empty'))
	server.reply({ 'GET /api/charts': chartsOf({ days }) })
	await announceNews()
	expect(await screen.findByRole('heading', { name: text('charts.pace.heading') })).toBeVisible()
})

test('offline the problem is shown, and the next try shows the charts', async () => {
	const { user, server } = await render({}, { replies: { 'GET /api/charts': offline } })
	expect(await screen.findByRole('alert')).toHaveTextContent(text('desk.problem.no-connection'))
	server.reply({ 'GET /api/charts': chartsOf({ days }) })
	await user.click(screen.getByRole('button', { name: text('desk.refresh') }))
	expect(await screen.findByRole('heading', { name: text('charts.pace.heading') })).toBeVisible()
})
