import { fireEvent, screen } from '@testing-library/react'
import { expect, test } from 'vitest'
import { chartsOf, dailyCompletions, spreadBetween } from '../../testing/charts-fixtures.ts'
import { renderDesk } from '../../testing/render-desk.tsx'
import { text } from '../../testing/text.ts'
import { PlanChart, planCurve } from './plan-chart.tsx'

const day = (date: string, interviews: number) => dailyCompletions(date, interviews, spreadBetween(1, 3))
const charts = chartsOf({
	today: '2026-01-14',
	lastDay: '2026-01-19',
	days: [day('2026-01-10', 10), day('2026-01-12', 20), day('2026-01-14', 10)],
})

test('interviews are summed up by day, also on days without any, beside an even plan', () => {
	const curve = planCurve(charts, 100)
	expect(curve?.points.map(({ done }) => done)).toEqual([10, 10, 30, 30, 40])
	expect(curve?.points.map(({ planned }) => planned)).toEqual([10, 20, 30, 40, 50])
	// 40 in 5 days: 8 a day for 5 days more
	expect(curve).toMatchObject({ length: 10, projected: 80 })
})

test('the plan is rounded as on the overview, and work beyond the target is not taken back', () => {
	expect(planCurve(charts, 33)?.points.map(({ planned }) => planned)).toEqual([3, 7, 10, 13, 17])
	expect(planCurve(charts, 33)?.projected).toBe(40)
})

test('a plan can begin before the first interview, and after it', () => {
	const early = planCurve({ ...charts, firstDay: '2026-01-08' }, 100)
	expect(early?.points.map(({ day, done, planned }) => [day.slice(-2), done, planned])).toEqual([
		['08', 0, 8],
		['09', 0, 17],
		['10', 10, 25],
		['11', 10, 33],
		['12', 30, 42],
		['13', 30, 50],
		['14', 40, 58],
	])
	const late = planCurve({ ...charts, firstDay: '2026-01-12' }, 100)
	expect(late?.points.map(({ planned }) => planned)).toEqual([0, 0, 13, 25, 38])
	expect(late).toMatchObject({ from: 2, length: 10 })
})

test('without a last day there is no plan; before the first interview there is nothing', () => {
	expect(planCurve({ ...charts, lastDay: null }, 100)?.points[0]?.planned).toBeNull()
	expect(planCurve({ ...charts, days: [] }, 100)).toBeNull()
})

test('the chart says how far the work is, and the arrow keys read out its days', async () => {
	await renderDesk(<PlanChart charts={charts} target={100} isOnPaper={false} />)
	const title = text('charts.plan.title', {
		done: '40',
		planned: '50',
		projected: '80',
		target: '100',
		day: '19 Jan',
	})
	expect(screen.getByRole('img', { name: title })).toBeVisible()
	const marks = screen.getByRole('group', { name: text('charts.tipsLabel', { title }) })
	fireEvent.keyDown(marks, { key: 'ArrowRight' })
	fireEvent.keyDown(marks, { key: 'ArrowRight' })
	expect(screen.getByRole('status')).toHaveTextContent(
		text('charts.plan.tip', { day: '11 Jan', done: '10', planned: '20' }),
	)
	fireEvent.keyDown(marks, { key: 'Escape' })
	expect(screen.getByRole('status')).toBeEmptyDOMElement()
})
