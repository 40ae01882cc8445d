import { screen, waitFor, within } from '@testing-library/react'
import { beforeEach, expect, test } from 'vitest'
import type { DistrictPage } from '#shared/coverage/coverage'
import { Problem } from '#shared/kernel/problem'
import { chartsOf } from '../../testing/charts-fixtures.ts'
import { setClock } from '../../testing/clock.ts'
import {
	clusterCoverage,
	coverageOf,
	datesUntil,
	daysFrom,
	districtCoverage,
	districtPage,
	overviewOf,
	side,
	tally,
} from '../../testing/coverage-fixtures.ts'
import { announceNews } from '../../testing/news.ts'
import { type DeskOptions, renderDesk } from '../../testing/render-desk.tsx'
import { sampleListed } from '../../testing/sample.ts'
import { rowsOfFile, watchSavedFiles } from '../../testing/saved-files.ts'
import { text } from '../../testing/text.ts'
import { DistrictScreen } from './district-screen.tsx'

beforeEach(() => setClock())

const figures = districtCoverage('PK607', {
	interviews: 150,
	men: 70,
	women: 80,
	days: daysFrom(13, 100, 50),
	male: side({ endings: { complete: 70 } }),
})
const clusters = [
	clusterCoverage('C1', {
		target: { male: 8, female: 8 },
		household: tally({ returned: 1, refused: 2, disputed: 0 }),
		male: side({ done: 7, endings: { complete: 7, refusal: 1 } }),
		female: side({ done: 8, endings: { complete: 8 } }),
	}),
	clusterCoverage('', { male: side({ done: 1 }) }),
]

const render = (over: Partial<DistrictPage> = {}, { replies, ...options }: DeskOptions = {}) =>
	renderDesk(<DistrictScreen code="PK607" />, {
		path: '/desk/coverage/PK607?round=endline',
		...options,
		replies: {
			'GET /api/coverage/PK607': districtPage(figures, { clusters, ...over }),
			'GET /api/coverage': coverageOf([figures]),
			'GET /api/overview': overviewOf({ dates: { ...datesUntil('2026-01-18'), startedOn: '2026-01-13' } }),
			'GET /api/charts': chartsOf(),
			'GET /api/sample': sampleListed([]),
			'GET /api/people': [],
			...replies,
		},
	})
const clustersTable = async () => {
	const section = (await screen.findByRole('heading', { name: text('coverage.clusters') })).closest('section')
	if (!section) throw new Error('there are no clusters')
	return within(section)
}

test('a district is titled by its name, with each view of its counts', async () => {
	const { server } = await render()
	expect(await screen.findByRole('heading', { level: 1, name: 'Dera Ghazi Khan' })).toBeVisible()
	for (const view of ['sex', 'forms', 'response'] as const)
		expect(await screen.findByRole('heading', { name: text(`coverage.view.${view}`) })).toBeVisible()
	expect(screen.getByText(text('coverage.responseRateHelp'))).toBeVisible()
	expect(server.sent[0]?.query.get('round')).toBe('endline')
	// its charts are of this district
	await waitFor(() =>
		expect(Object.fromEntries(server.sent.find(({ path }) => path === '/api/charts')?.query ?? [])).toEqual({
			round: 'endline',
			district: 'PK607',
		}),
	)
})

test('enumerators of the district come right after its headline', async () => {
	await render()
	const [first] = await screen.findAllByRole('heading', { level: 2 })
	expect(first).toHaveTextContent(text('charts.enumerators'))
	expect(await screen.findByText('amina')).toBeVisible()
})

test('the status of the district and its distance from the plan come first', async () => {
	await render()
	const [head] = await screen.findAllByRole('banner')
	// 150 of 300 interviews, with the third of six planned days today
	const found = within(head as HTMLElement)
	expect(await found.findByText(text('overview.statuses.on-track'))).toBeVisible()
	expect(found.getByText(text('overview.aheadOfPlan', { count: 0, total: '0' }))).toBeVisible()
})

test('a single row is not sorted and has no total', async () => {
	await render()
	await screen.findByRole('heading', { name: text('coverage.view.sex') })
	expect(screen.queryByRole('button', { name: text('coverage.column.men') })).toBeNull()
	expect(screen.queryByText(text('coverage.total'))).toBeNull()
})

test('a cluster shows target and completed interviews, with links to their lists', async () => {
	await render()
	const table = await clustersTable()
	const [, first, second] = table.getAllByRole('row')
	expect(
		within(first as HTMLElement)
			.getAllByRole('cell')
			.map(({ textContent }) => textContent),
	).toEqual([
		'7 / 8',
		'8 / 8',
		'1',
		'2',
		'0',
		`94%${text('coverage.ofFewHouseholds', { count: 16, total: '16' })}`,
	])
	expect(table.getByRole('link', { name: '7 / 8' })).toHaveAttribute(
		'href',
		'/desk/records?round=endline&district=PK607&form=household&counted=1&cluster=C1&outcome=done&sex=male',
	)
	expect(table.getByRole('link', { name: '1' })).toHaveAttribute(
		'href',
		'/desk/records?round=endline&district=PK607&form=household&counted=1&cluster=C1&status=returned',
	)
	expect(table.getByRole('link', { name: 'C1' })).toHaveAttribute(
		'href',
		'/desk/records?round=endline&district=PK607&form=household&counted=1&cluster=C1',
	)
	// no list for records without a cluster
	expect(second).toHaveTextContent(text('coverage.clusterUnknown'))
	expect(within(second as HTMLElement).queryByRole('link')).toBeNull()
})

test('clusters are exported as a file', async () => {
	const files = watchSavedFiles()
	const { user } = await render()
	const table = await clustersTable()
	await user.click(table.getByRole('button', { name: text('coverage.exportCsv') }))
	expect(files[0]?.name).toBe('clusters-PK607-2026-01-15.csv')
	const [head, first, second] = await rowsOfFile(files[0])
	expect(head?.[2]).toBe(text('coverage.withTarget', { of: text('coverage.column.men') }))
	expect(first).toEqual(['C1', '7', '8', '8', '8', '1', '2', '0', '93.8', '16'])
	expect(second?.slice(0, 3)).toEqual([text('coverage.clusterUnknown'), '1', ''])
})

test('a district without clusters says so', async () => {
	await render({ clusters: [] })
	expect(await screen.findByText(text('coverage.noClusters'))).toBeVisible()
})

test('days become a table with the key t, each linked to the interviews of the district', async () => {
	const { user } = await render()
	await clustersTable()
	await user.keyboard('t')
	expect(screen.getByRole('link', { name: '100' })).toHaveAttribute(
		'href',
		'/desk/records?round=endline&district=PK607&form=household&counted=1&outcome=done&day=2026-01-13',
	)
})

test('the counts are refreshed when the server has new data', async () => {
	const { server } = await render()
	await clustersTable()
	server.reply({ 'GET /api/coverage/PK607': districtPage({ ...figures, men: 71 }) })
	await announceNews()
	expect(await screen.findByText('71 / 150')).toBeVisible()
})

test('exact locations are offered to a data manager, not to a coordinator', async () => {
	const { unmount } = await render({}, { person: { role: 'coordinator' } })
	await clustersTable()
	await screen.findByText(text('charts.empty'))
	expect(screen.queryByRole('button', { name: text('charts.locations.show') })).toBeNull()
	unmount()
	await render()
	expect(await screen.findByRole('button', { name: text('charts.locations.show') })).toBeVisible()
})

test('a district of another user is refused, and its charts are not requested', async () => {
	const { server } = await render({}, { replies: { 'GET /api/coverage/PK607': new Problem('not-allowed') } })
	expect(await screen.findByRole('alert')).toHaveTextContent(text('problem.not-allowed'))
	expect(server.sent).toHaveLength(1)
})
