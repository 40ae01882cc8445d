import { screen, within } from '@testing-library/react'
import { beforeEach, expect, test } from 'vitest'
import type { Charts } from '#shared/coverage/fieldwork-charts'
import {
	chartsOf,
	dailyCompletions,
	hoursAt,
	minutesAt,
	spreadBetween,
} from '../../testing/charts-fixtures.ts'
import { setClock } from '../../testing/clock.ts'
import { type DeskOptions, renderDesk } from '../../testing/render-desk.tsx'
import { rowsOfFile, watchSavedFiles } from '../../testing/saved-files.ts'
import { text } from '../../testing/text.ts'
import { MinutesChart } from '../kit/charts/minutes-chart.tsx'
import FieldworkCharts from './fieldwork-charts.tsx'

beforeEach(() => setClock())

/** Index of an hour of the week; Monday is day 0. */
const hourOf = (day: number, hour: number) => day * 24 + hour
const work = chartsOf({
	days: [
		dailyCompletions('2026-01-12', 10, spreadBetween(1, 5, 4)),
		dailyCompletions('2026-01-14', 12, spreadBetween(2, 4, 4)),
	],
	hours: hoursAt({ [hourOf(1, 10)]: 20, [hourOf(2, 5)]: 3, [hourOf(6, 19)]: 1 }),
	minutes: minutesAt({ 10: 2, 40: 20, 125: 1 }),
	districts: [
		{ district: 'PK608', minutes: spreadBetween(20, 60), short: 1, long: 0 },
		{ district: 'PK607', minutes: spreadBetween(10, 50), short: 2, long: 3 },
	],
})

interface Given extends DeskOptions {
	readonly charts?: Partial<Charts>
	readonly missing?: number
	readonly isOnPaper?: boolean
}
const render = ({ charts, missing = 40, isOnPaper = false, ...options }: Given = {}) =>
	renderDesk(
		<FieldworkCharts charts={{ ...work, ...charts }} target={100} missing={missing} isOnPaper={isOnPaper} />,
		options,
	)
const section = (key: Parameters<typeof text>[0]) => {
	const found = screen.getByRole('heading', { name: text(key) }).closest('section')
	if (!found) throw new Error(`there is no section ${key}`)
	return within(found)
}
const rows = (of: ReturnType<typeof section>) =>
	of.getAllByRole('row').map((row) => [...row.children].map(({ textContent }) => textContent))
const asTable = (key: Parameters<typeof text>[0]) =>
	screen.getByRole('button', { name: `${text('coverage.chart.asTable')}: ${text(key)}` })

test('before the first interview there are no charts', async () => {
	await render({ charts: { days: [] } })
	expect(screen.getByText(text('charts.empty'))).toBeVisible()
	expect(screen.queryByRole('heading')).toBeNull()
})

test('the title shows the pace of the last day, and the chart that of each day', async () => {
	await render()
	const pace = section('charts.pace.heading')
	const title = text('charts.pace.title', {
		count: 4,
		people: '4',
		day: '14 Jan',
		interviews: '12',
		middle: '3',
	})
	const chart = pace.getByRole('img', { name: title })
	expect(chart.querySelectorAll('rect')).toHaveLength(2)
	// the day between them keeps its position
	const [first = 0, second = 0] = [...chart.querySelectorAll('rect')].map((box) =>
		Number(box.getAttribute('x')),
	)
	expect(second - first).toBeCloseTo((2 * (640 - 44 - 24)) / 3)
})

test.each<[string, Partial<Charts>, number, () => string]>([
	['nothing is missing', {}, 0, () => text('charts.pace.nothingRemaining')],
	['no last day was set', {}, 40, () => text('charts.pace.noEndDate')],
	[
		'the last day is over',
		{ lastDay: '2026-01-14' },
		40,
		() => text('charts.pace.endDatePassed', { count: 40, missing: '40', day: '14 Jan' }),
	],
	[
		'there is time',
		{ lastDay: '2026-01-20' },
		40,
		() => text('charts.pace.requiredPace', { count: 4, day: '20 Jan', aDay: '10', each: '2.5', people: '4' }),
	],
	[
		'nobody worked before today',
		{ lastDay: '2026-01-18', days: [dailyCompletions('2026-01-15', 2, spreadBetween(1, 1, 2))] },
		40,
		() => text('charts.pace.requiredPaceOfAll', { count: 10, day: '18 Jan', aDay: '10' }),
	],
])('the required pace is shown where %s', async (_, charts, missing, sentence) => {
	await render({ charts, missing })
	expect(screen.getByText(sentence(), { exact: false })).toBeVisible()
})

test('the line of the required pace is drawn while it is achievable', async () => {
	const line = () => section('charts.pace.heading').getByRole('img').querySelector('.plan')
	const { unmount } = await render({ charts: { lastDay: '2026-01-20' }, missing: 40 })
	expect(line()).not.toBeNull()
	expect(screen.getByText(text('charts.pace.legendRequired'), { exact: false })).toBeVisible()
	unmount()
	await render({ charts: { lastDay: '2026-01-20' }, missing: 4000 })
	expect(line()).toBeNull()
	expect(screen.queryByText(text('charts.pace.legendRequired'), { exact: false })).toBeNull()
})

test('the hours chart shows the most frequent start hour, and how many interviews started very early or late', async () => {
	await render()
	const hours = section('charts.hours.heading')
	const title = text('charts.hours.title', {
		weekday: 'Tuesday',
		hour: '10:00',
		odd: '4',
		of: '24',
		count: 4,
		early: '07:00',
		late: '19:00',
	})
	const chart = hours.getByRole('img', { name: title })
	// hours with early or late interviews have a frame
	expect(chart.querySelectorAll('.bar')).toHaveLength(3)
	expect(chart.querySelectorAll('.bar.odd')).toHaveLength(2)
	expect(
		hours.getByText(text('charts.hours.legend', { early: '07:00', late: '19:00', most: '20' })),
	).toBeVisible()
})

test('without known start hours there is no chart', async () => {
	await render({ charts: { hours: hoursAt({}) } })
	expect(screen.queryByRole('heading', { name: text('charts.hours.heading') })).toBeNull()
})

test('hours are also a table, with the days of the week as columns', async () => {
	const { user } = await render()
	await user.click(asTable('charts.hours.heading'))
	const hours = section('charts.hours.heading')
	expect(hours.queryByRole('img')).toBeNull()
	const all = rows(hours)
	expect(all).toHaveLength(25)
	expect(all[0]).toEqual([text('charts.hours.hour'), 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'])
	expect(all[11]).toEqual(['10:00', '0', '20', '0', '0', '0', '0', '0'])
	expect(all[20]).toEqual(['19:00', '0', '0', '0', '0', '0', '0', '1'])
	await user.click(
		screen.getByRole('button', {
			name: `${text('coverage.chart.asChart')}: ${text('charts.hours.heading')}`,
		}),
	)
	expect(hours.getByRole('img')).toBeVisible()
})

test('the duration chart shows the median and the number outside the limits, in steps of five minutes', async () => {
	const { user } = await render()
	const minutes = section('charts.minutes.heading')
	const title = text('charts.minutes.title', {
		count: 23,
		middle: '40',
		of: '23',
		shortest: '15',
		longest: '120',
		short: '2',
		long: '1',
	})
	const chart = minutes.getByRole('img', { name: title })
	// bars wholly below the shortest or above the longest duration
	expect(chart.querySelectorAll('.bar.odd')).toHaveLength(3 + 2)
	await user.click(asTable('charts.minutes.heading'))
	expect(rows(minutes)).toEqual([
		[text('charts.minutes.minutes'), text('coverage.column.interviews')],
		['10–14', '2'],
		['40–44', '20'],
		['125–129', '1'],
	])
})

test('districts are compared from quickest to slowest; a single one is not', async () => {
	const { user, unmount } = await render()
	const districts = section('charts.districts.heading')
	const title = text('charts.districts.title', {
		quickest: 'Dera Ghazi Khan',
		quick: '30',
		slowest: 'Faisalabad',
		slow: '40',
	})
	expect(districts.getByRole('img', { name: title })).toBeVisible()
	await user.click(asTable('charts.districts.heading'))
	expect(rows(districts).slice(1)).toEqual([
		['Dera Ghazi Khan', '5', '10', '20', '30', '40', '50', '2', '3'],
		['Faisalabad', '5', '20', '30', '40', '50', '60', '1', '0'],
	])
	unmount()
	await render({ charts: { districts: work.districts.slice(0, 1) } })
	expect(screen.queryByRole('heading', { name: text('charts.districts.heading') })).toBeNull()
})

test('a chart is exported as a file, with the numbers of its table', async () => {
	const files = watchSavedFiles()
	const { user } = await render()
	for (const key of ['charts.pace.heading', 'charts.minutes.heading'] as const)
		await user.click(screen.getByRole('button', { name: `${text('coverage.exportCsv')}: ${text(key)}` }))
	expect(files.map(({ name }) => name)).toEqual([
		'pace-endline-2026-01-15.csv',
		'minutes-endline-2026-01-15.csv',
	])
	// the newest day first
	expect((await rowsOfFile(files[0])).slice(1)).toEqual([
		['14 Jan', '12', '4', '2', '2.5', '3', '3.5', '4'],
		['12 Jan', '10', '4', '1', '2', '3', '4', '5'],
	])
})

test('printed charts have no controls', async () => {
	await render({ isOnPaper: true })
	expect(screen.queryByRole('button')).toBeNull()
	expect(screen.getAllByRole('img')).toHaveLength(5)
})

test('in Urdu time and minutes run from right to left', async () => {
	await render({ language: 'ur' })
	const [first = 0, second = 0] = [
		...section('charts.pace.heading').getByRole('img').querySelectorAll('rect'),
	].map((box) => Number(box.getAttribute('x')))
	expect(first).toBeGreaterThan(second)
	const [shortest = 0, longest = 0] = [
		...section('charts.districts.heading').getByRole('img').querySelectorAll('.limit'),
	].map((line) => Number(line.getAttribute('x1')))
	expect(shortest).toBeGreaterThan(longest)
})

const limits = { q03ShortestMinutes: 15, q03LongestMinutes: 120 }

test('compared with others, durations are shares, and the title shows both medians', async () => {
	const { user } = await renderDesk(
		<MinutesChart
			minutes={minutesAt({ 30: 10 })}
			comparison={{ team: minutesAt({ 42: 300, 200: 100 }), middles: { own: 31.5, team: 42 } }}
			limits={limits}
			round="endline"
			fileName="minutes.csv"
			isOnPaper={false}
		/>,
	)
	const title = text('charts.minutes.titleCompared', { own: '31.5', team: '42' })
	expect(screen.getByRole('img', { name: title }).querySelector('path')).not.toBeNull()
	expect(screen.getByText(text('charts.minutes.legendCompared'), { exact: false })).toBeVisible()
	await user.click(asTable('charts.minutes.heading'))
	expect(
		screen.getAllByRole('row').map((row) => [...row.children].map(({ textContent }) => textContent)),
	).toEqual([
		[text('charts.minutes.minutes'), text('coverage.column.interviews'), text('charts.minutes.others')],
		['30–34', '10', '0'],
		['40–44', '0', '300'],
		// the last step has all longer interviews
		['175+', '0', '100'],
	])
})

test('without others the durations are shown alone, and without durations there is no chart', async () => {
	const { unmount } = await renderDesk(
		<MinutesChart
			minutes={minutesAt({ 30: 10 })}
			comparison={{ team: minutesAt({}), middles: { own: 31, team: null } }}
			limits={limits}
			round="endline"
			fileName="minutes.csv"
			isOnPaper={false}
		/>,
	)
	expect(screen.queryByText(text('charts.minutes.legendCompared'), { exact: false })).toBeNull()
	unmount()
	await renderDesk(
		<MinutesChart
			minutes={minutesAt({})}
			limits={limits}
			round="endline"
			fileName="minutes.csv"
			isOnPaper={false}
		/>,
	)
	expect(screen.queryByRole('heading')).toBeNull()
})
