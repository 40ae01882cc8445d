import { screen, waitFor, within } from '@testing-library/react'
import { beforeEach, expect, test } from 'vitest'
import type { Coverage } from '#shared/coverage/coverage'
import type { Boundaries } from '#shared/study/boundaries'
import { allRounds } from '#shared/study/study'
import { setClock } from '../../testing/clock.ts'
import {
	coverageOf,
	daysFrom,
	districtCoverage,
	overviewOf,
	side,
	tally,
} from '../../testing/coverage-fixtures.ts'
import { announceNews } from '../../testing/news.ts'
import { type DeskOptions, renderDesk } from '../../testing/render-desk.tsx'
import { rowsOfFile, watchSavedFiles } from '../../testing/saved-files.ts'
import { setScreenWidth } from '../../testing/screen-width.ts'
import { offline, type SentRequest } from '../../testing/server-replies.ts'
import { text } from '../../testing/text.ts'
import { CoverageScreen } from './coverage-screen.tsx'

beforeEach(() => setClock())

const dera = districtCoverage('PK607', {
	interviews: 150,
	missing: 150,
	men: 70,
	women: 80,
	household: tally({ approved: 90, returned: 4, disputed: 2 }),
	male: side({ endings: { complete: 70, refusal: 10 } }),
	onPhones: { records: 3, drafts: 1, phones: 2 },
	lastSync: '2026-01-14T05:00:00.000Z',
	days: daysFrom(13, 100, 50),
})
const faisalabad = districtCoverage('PK608', { interviews: 300, missing: 0, onPhones: null })
const quetta = districtCoverage('PK226', { interviews: 30, missing: 270 })
const found = coverageOf([dera, faisalabad, quetta])

const render = ({ replies, ...options }: DeskOptions = {}, over: Partial<Coverage> = {}) =>
	renderDesk(<CoverageScreen />, {
		path: '/desk/coverage',
		...options,
		replies: {
			'GET /api/coverage': { ...found, ...over },
			'GET /api/boundaries': null,
			'GET /api/overview': overviewOf(),
			...replies,
		},
	})
const table = () => screen.findByRole('table')
const menu = (name: string) => screen.findByRole('combobox', { name })
const here = () => `${location.pathname}${location.search}`
/** Names of the districts, in the order of the table. */
const names = () =>
	within(screen.getByRole('table'))
		.getAllByRole('rowheader')
		.map((each) => each.firstChild?.textContent)
const cells = (place: number) =>
	within(within(screen.getByRole('table')).getAllByRole('row')[place] as HTMLElement)
		.getAllByRole('cell')
		.map(({ textContent }) => textContent)

test('districts are rows by name, with the total below', async () => {
	const { server } = await render()
	await table()
	expect(names()).toEqual(['Dera Ghazi Khan', 'Faisalabad', 'Quetta', text('coverage.total')])
	expect(cells(1)).toEqual([
		`150 / 300${text('coverage.bySex', { men: '70', women: '80' })}`,
		'90',
		'4',
		'2',
		'3',
		'150',
		'0 / 2',
		'0',
		text('coverage.noValue'),
		'14 Jan, 10:00',
	])
	// records on phones are unknown for a round that is not open
	expect(cells(2)[4]).toBe(text('coverage.noValue'))
	expect(cells(4)[0]).toContain('480 / 900')
	expect(server.sent.filter(({ path }) => path === '/api/coverage')).toHaveLength(1)
	expect(server.sent[0]?.query.get('round')).toBe('endline')
	expect(screen.getByText(text('coverage.asOf', { time: '15 Jan, 10:00' }), { exact: false })).toBeVisible()
})

test('a number opens the list that it counts, and the name opens the district', async () => {
	await render()
	const row = within(within(await table()).getAllByRole('row')[1] as HTMLElement)
	expect(row.getByRole('link', { name: 'Dera Ghazi Khan' })).toHaveAttribute(
		'href',
		'/desk/coverage/PK607?round=endline',
	)
	expect(row.getByRole('link', { name: '90' })).toHaveAttribute(
		'href',
		expect.stringContaining('status=approved'),
	)
	expect(row.getByRole('link', { name: '150 / 300' })).toHaveAttribute(
		'href',
		'/desk/records?round=endline&district=PK607&form=household&counted=1&outcome=done',
	)
	expect(row.getByRole('link', { name: '2' })).toHaveAttribute(
		'href',
		'/desk/records?round=endline&district=PK607&form=household&counted=1&disputed=1',
	)
	// no link for 0
	expect(row.queryByRole('link', { name: '0' })).toBeNull()
})

test('users who may not read records get no links to lists', async () => {
	await render({ person: { role: 'administrator' } })
	const row = within(within(await table()).getAllByRole('row')[1] as HTMLElement)
	expect(row.getByRole('link', { name: 'Dera Ghazi Khan' })).toBeVisible()
	expect(row.queryByRole('link', { name: '150 / 300' })).toBeNull()
})

test('a column is sorted by pressing its header; another view starts unsorted', async () => {
	const { user } = await render()
	await table()
	const head = () => screen.getByRole('button', { name: text('coverage.column.interviews') })
	await user.click(head())
	expect(names().slice(0, 3)).toEqual(['Quetta', 'Dera Ghazi Khan', 'Faisalabad'])
	await user.click(head())
	expect(names().slice(0, 3)).toEqual(['Faisalabad', 'Dera Ghazi Khan', 'Quetta'])
	expect(here()).toBe('/desk/coverage?sort=-interviews')
	expect(screen.getByRole('columnheader', { name: text('coverage.column.interviews') })).toHaveAttribute(
		'aria-sort',
		'descending',
	)
	await user.selectOptions(await menu(text('coverage.viewLabel')), 'sex')
	expect(here()).toBe('/desk/coverage?view=sex')
})

test('rates show their denominator, and small ones are marked', async () => {
	await render({ path: '/desk/coverage?view=response' })
	await table()
	expect(screen.getByText(text('coverage.responseRateHelp'))).toBeVisible()
	expect(cells(1)[3]).toBe(`88%${text('coverage.ofHouseholds', { count: 80, total: '80' })}`)
	expect(cells(1)[5]).toBe(text('coverage.noValue'))
})

test('provinces are sums of their districts and link to no lists', async () => {
	const { user } = await render()
	await table()
	await user.selectOptions(await menu(text('coverage.groupBy')), 'province')
	expect(here()).toBe('/desk/coverage?by=province')
	expect(names()).toEqual(['Balochistan', 'Punjab', text('coverage.total')])
	const row = within(screen.getAllByRole('row')[2] as HTMLElement)
	expect(row.getByRole('rowheader')).toHaveTextContent(text('coverage.districts', { count: 2 }))
	expect(row.queryByRole('link')).toBeNull()
})

test('one province, or districts found by name, can be shown and summed alone', async () => {
	const { user } = await render({}, { nationalInformants: 5 })
	await table()
	const headline = (done: string, target: string, groupTarget: string, informants: string) =>
		screen.getByText(text('coverage.headline', { done, target, groups: '0', groupTarget, informants }), {
			exact: false,
		})
	expect(headline('480', '900', '6', '5')).toBeVisible()
	await user.selectOptions(await menu(text('coverage.province')), 'Punjab')
	expect(names()).toEqual(['Dera Ghazi Khan', 'Faisalabad', text('coverage.total')])
	// informants of the whole country belong to no province
	expect(headline('450', '600', '4', '0')).toBeVisible()
	await user.type(screen.getByRole('searchbox', { name: text('coverage.findDistrict') }), 'FAIS')
	expect(names()).toEqual(['Faisalabad'])
	expect(here()).toBe('/desk/coverage?province=Punjab&find=FAIS')
})

test('another round is compared district by district', async () => {
	const before = coverageOf([districtCoverage('PK607', { interviews: 280 })], { round: 'baseline' })
	const { user, server } = await render({
		replies: {
			'GET /api/coverage': ({ query }: SentRequest) => (query.get('round') === 'baseline' ? before : found),
		},
	})
	await table()
	await user.selectOptions(await menu(text('coverage.compareWith')), 'baseline')
	const title = text('coverage.comparisonColumn', {
		round: 'Baseline (before the campaign)',
		column: text('coverage.column.interviews'),
	})
	expect(await screen.findByRole('columnheader', { name: title })).toBeVisible()
	await waitFor(() => expect(cells(1).at(-1)).toBe('280 / 300'))
	expect(cells(2).at(-1)).toBe('')
	for (const link of screen.getAllByRole('link', { name: '280 / 300' }))
		expect(link).toHaveAttribute('href', expect.stringContaining('round=baseline'))
	expect(server.sent.at(-1)?.query.get('round')).toBe('baseline')
})

test('the shown table is exported as a file, with targets in their own columns', async () => {
	const files = watchSavedFiles()
	const { user } = await render({ path: '/desk/coverage?view=sex&province=Punjab' })
	await table()
	await user.click(screen.getByRole('button', { name: text('coverage.exportCsv') }))
	expect(files[0]?.name).toBe('coverage-endline-2026-01-15.csv')
	const column = (name: 'men' | 'missingMen') => text(`coverage.column.${name}`)
	const [head, ...rows] = await rowsOfFile(files[0])
	expect(head?.slice(0, 4)).toEqual([
		text('coverage.column.district'),
		column('men'),
		text('coverage.withTarget', { of: column('men') }),
		column('missingMen'),
	])
	expect(rows.map((row) => row.slice(0, 3))).toEqual([
		['Dera Ghazi Khan', '70', '150'],
		['Faisalabad', '0', '150'],
		[text('coverage.total'), '70', '300'],
	])
})

test('the chart of days becomes a table with the key t, and its days open their interviews', async () => {
	const { user } = await render()
	await table()
	const best = { best: '13 Jan', bestTotal: '100', last: '14 Jan', lastTotal: '50' }
	expect(screen.getByText(text('coverage.chart.peakDay', best))).toBeVisible()
	await user.keyboard('t')
	const days = screen.getAllByRole('table')[0] as HTMLElement
	// the newest first, below the head
	expect(
		within(days)
			.getAllByRole('rowheader')
			.map(({ textContent }) => textContent),
	).toEqual(['14 Jan', '13 Jan'])
	expect(within(days).getByRole('link', { name: '50' })).toHaveAttribute(
		'href',
		'/desk/records?round=endline&form=household&counted=1&outcome=done&day=2026-01-14',
	)
	await user.keyboard('t')
	expect(screen.getAllByRole('table')).toHaveLength(1)
})

test('keys move through the districts and to the search field', async () => {
	const { user } = await render()
	await table()
	await user.keyboard('j')
	expect(screen.getByRole('link', { name: 'Dera Ghazi Khan' })).toHaveFocus()
	await user.keyboard('/')
	expect(screen.getByRole('searchbox', { name: text('coverage.findDistrict') })).toHaveFocus()
})

test('without boundaries districts are tiles, with boundaries a map of those that have one', async () => {
	const { unmount } = await render()
	expect(
		await screen.findByRole('link', {
			name: text('coverage.districtValue', { name: 'Quetta', value: '10%' }),
		}),
	).toHaveAttribute('href', '/desk/coverage/PK226?round=endline')
	unmount()
	const boundaries: Boundaries = {
		attribution: 'Survey of 2020',
		disclaimer: 'No border is meant',
		shapes: [
			{
				district: 'PK607',
				rings: [
					[
						[70, 30],
						[71, 30],
						[71, 31],
					],
				],
			},
		],
	}
	const { user } = await render({ replies: { 'GET /api/boundaries': boundaries } })
	const label = text('coverage.districtValue', { name: 'Dera Ghazi Khan', value: '50%' })
	expect(await screen.findByText('Survey of 2020')).toBeVisible()
	expect(screen.getByText('No border is meant')).toBeVisible()
	expect(
		screen.queryByRole('link', { name: text('coverage.districtValue', { name: 'Quetta', value: '10%' }) }),
	).toBeNull()
	// a district without a boundary is not on the map
	expect(screen.getByLabelText(label).closest('svg')?.querySelectorAll('a')).toHaveLength(1)
	await user.click(screen.getByLabelText(label))
	expect(here()).toBe('/desk/coverage/PK607?round=endline')
})

test('the map or the tiles show another column, which is in the address', async () => {
	const { user } = await render()
	const tile = (value: string) =>
		screen.findByRole('link', { name: text('coverage.districtValue', { name: 'Quetta', value }) })
	await tile('10%')
	await user.selectOptions(
		screen.getByRole('combobox', { name: text('coverage.measure') }),
		text('coverage.column.refusals'),
	)
	expect(here()).toContain('measure=refusals')
	expect(
		screen.getByText(text('coverage.measureByDistrict', { measure: text('coverage.column.refusals') })),
	).toBeVisible()
	await tile('0')
})

test('boundaries are imported by administrators only', async () => {
	const { unmount } = await render()
	await table()
	expect(screen.queryByText(text('coverage.boundaries.title'))).toBeNull()
	unmount()
	await render({ person: { role: 'administrator' } })
	expect(await screen.findByText(text('coverage.boundaries.title'))).toBeVisible()
})

test('on a narrow screen each district is a sentence', async () => {
	setScreenWidth()
	await render()
	const [first] = await screen.findAllByText(
		text('coverage.districtSummary.interviews', { done: '150', target: '300', men: '70', women: '80' }),
		{ exact: false },
	)
	expect(first).toHaveTextContent(text('coverage.districtSummary.returned', { count: 4, total: '4' }))
	expect(first).toHaveTextContent(text('coverage.districtSummary.conflicts', { count: 2, total: '2' }))
	expect(first).toHaveTextContent(text('coverage.districtSummary.unsent', { count: 3, total: '3' }))
	// in the row of the district and in the total
	expect(
		screen.getAllByText(text('coverage.districtSummary.lastSync', { time: '14 Jan, 10:00' })),
	).toHaveLength(2)
	expect(screen.getAllByText(text('coverage.noSync'))).toHaveLength(2)
	expect(screen.queryByRole('table')).toBeNull()
})

test('another round in the address is loaded, and charts and report use that round', async () => {
	const { server } = await render({ path: '/desk/coverage?round=pilot' })
	await table()
	expect(server.sent[0]?.query.get('round')).toBe('pilot')
	expect(screen.getByRole('link', { name: text('charts.link') })).toHaveAttribute(
		'href',
		'/desk/coverage/charts?round=pilot',
	)
})

test('the counts are refreshed when the server has new data', async () => {
	const { server } = await render()
	await table()
	const more = { ...dera, interviews: 151 }
	server.reply({ 'GET /api/coverage': { ...found, districts: [more, faisalabad, quetta] } })
	await announceNews()
	await waitFor(() => expect(cells(1)[0]).toContain('151 / 300'))
})

test('generated data is marked, and a demonstration account starts with its own round', async () => {
	const { unmount } = await render({}, { demonstration: true })
	expect(await screen.findByText(text('app.demonstration'))).toBeVisible()
	unmount()
	const { server } = await render({ person: { demonstration: true }, study: { rounds: [...allRounds] } })
	await table()
	expect(server.sent[0]?.query.get('round')).toBe('demo')
})

test('offline the problem is shown, and the next try shows the counts', async () => {
	const { user, server } = await render({ replies: { 'GET /api/coverage': offline } })
	expect(await screen.findByRole('alert')).toHaveTextContent(text('desk.problem.no-connection'))
	server.reply({ 'GET /api/coverage': found })
	await user.click(screen.getByRole('button', { name: text('desk.refresh') }))
	expect(await table()).toBeVisible()
	expect(screen.queryByRole('alert')).toBeNull()
})
