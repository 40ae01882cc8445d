import { screen, within } from '@testing-library/react'
import { beforeEach, expect, test, vi } from 'vitest'
import type { DayCount } from '#shared/coverage/projected-finish'
import { setClock } from '../../testing/clock.ts'
import { daysFrom } from '../../testing/coverage-fixtures.ts'
import { type DeskOptions, renderDesk } from '../../testing/render-desk.tsx'
import { text } from '../../testing/text.ts'
import { listShownDays, ProgressChart } from './progress-chart.tsx'

beforeEach(() => setClock())

const render = (days: readonly DayCount[], isTable = false, options: DeskOptions = {}) => {
	const onTable = vi.fn()
	return renderDesk(
		<ProgressChart
			days={days}
			isTable={isTable}
			onTable={onTable}
			listOf={(day) => ({ form: 'household', day })}
		/>,
		options,
	).then((desk) => ({ ...desk, onTable }))
}

test('days without an interview keep their place, and the oldest are left out', () => {
	expect(listShownDays([...daysFrom(1, 4), ...daysFrom(3, 6)])).toEqual(daysFrom(1, 4, 0, 6))
	const long = listShownDays([
		{ day: '2025-12-04', done: 9 },
		{ day: '2025-12-05', done: 1 },
		...daysFrom(15, 2),
	])
	expect(long).toHaveLength(42)
	expect(long[0]).toEqual({ day: '2025-12-05', done: 1 })
	expect(listShownDays([])).toEqual([])
})

test('the title names the best day, or says that it was the last', async () => {
	const { unmount } = await render(daysFrom(12, 9, 3))
	expect(
		screen.getByText(
			text('coverage.chart.peakDay', { best: '12 Jan', bestTotal: '9', last: '13 Jan', lastTotal: '3' }),
		),
	).toBeVisible()
	unmount()
	await render(daysFrom(12, 3, 1200))
	expect(
		screen.getByText(text('coverage.chart.peakIsLastDay', { day: '13 Jan', total: '1,200' })),
	).toBeVisible()
})

test('each day has a bar as high as its number of interviews', async () => {
	await render(daysFrom(12, 5, 0, 10))
	const bars = [...screen.getByRole('img').querySelectorAll('rect')]
	const heights = bars.map((bar) => Number(bar.getAttribute('height')))
	expect(heights[1]).toBe(0)
	expect(heights[0]).toBeCloseTo((heights[2] ?? 0) / 2)
})

test('in Urdu time runs from right to left', async () => {
	const places = async (language: 'en' | 'ur') => {
		const { unmount } = await render(daysFrom(12, 5, 5), false, { language })
		const bars = [...screen.getByRole('img').querySelectorAll('rect')]
		unmount()
		return bars.map((bar) => Number(bar.getAttribute('x')))
	}
	const [first = 0, second = 0] = await places('en')
	expect(first).toBeLessThan(second)
	const [right = 0, left = 0] = await places('ur')
	expect(right).toBeGreaterThan(left)
})

test('in the table the newest day comes first, and a day with interviews links to them', async () => {
	const { user, onTable } = await render(daysFrom(12, 5, 0, 7), true)
	const rows = screen.getAllByRole('row').slice(1)
	expect(rows.map(({ textContent }) => textContent)).toEqual(['14 Jan7', '13 Jan0', '12 Jan5'])
	expect(screen.getByRole('link', { name: '7' })).toHaveAttribute(
		'href',
		'/desk/records?form=household&day=2026-01-14',
	)
	expect(within(rows[1] as HTMLElement).queryByRole('link')).toBeNull()
	await user.click(screen.getByRole('button', { name: text('coverage.chart.asChart') }))
	expect(onTable).toHaveBeenCalledOnce()
})

test('a printed chart has no controls, and before the first interview there is none', async () => {
	await renderDesk(
		<ProgressChart days={daysFrom(12, 5)} isTable={false} onTable={null} listOf={() => null} />,
	)
	expect(screen.getByRole('img')).toBeVisible()
	expect(screen.queryByRole('button')).toBeNull()
	await render([])
	expect(screen.getAllByRole('figure')).toHaveLength(1)
})
