import { act, screen, waitFor, within } from '@testing-library/react'
import { expect, onTestFinished, test, vi } from 'vitest'
import type { DistrictCoverage } from '#shared/coverage/coverage'
import { coverageOf, daysFrom, districtCoverage, overviewOf } from '../../testing/coverage-fixtures.ts'
import { qualityListed } from '../../testing/quality-fixtures.ts'
import { type DeskOptions, renderDesk } from '../../testing/render-desk.tsx'
import { setScreenWidth } from '../../testing/screen-width.ts'
import { offline } from '../../testing/server-replies.ts'
import { text } from '../../testing/text.ts'
import { checksAgainMs } from '../quality/checks-in-progress.tsx'
import { OverviewScreen } from './overview-screen.tsx'

const today = '2026-01-15'
/** Interviews on the last days, the last one today. */
const worked = (...done: readonly number[]): Partial<DistrictCoverage> => {
	const interviews = done.reduce((sum, each) => sum + each, 0)
	return { interviews, missing: 300 - interviews, days: daysFrom(15 - done.length + 1, ...done) }
}
const facts = overviewOf({
	dates: { firstDay: null, lastDay: '2026-01-30', startedOn: '2026-01-01' },
	devices: { active: 20, silent: 3 },
	// 6 January in Pakistan
	oldestInQueue: '2026-01-05T20:00:00.000Z',
})
const districts = [
	districtCoverage('PK607', worked(...Array<number>(15).fill(10))),
	districtCoverage('PK608', worked(...Array<number>(15).fill(4))),
	districtCoverage('PK609', { interviews: 90, missing: 210, days: daysFrom(1, 30, 30, 30) }),
	districtCoverage('PK610'),
]
const count = (total: number) => ({ total, isMore: false })
const render = (options: DeskOptions = {}) =>
	renderDesk(<OverviewScreen />, {
		path: '/desk/overview?round=endline',
		person: { role: 'coordinator' },
		...options,
		replies: {
			'GET /api/coverage': coverageOf(districts, { today }),
			'GET /api/overview': facts,
			'GET /api/quality': qualityListed({
				open: [
					{ kind: 'alike', district: 'PK607', interviews: 4 },
					{ kind: 'alike', district: 'PK608', interviews: 2 },
				],
			}),
			'GET /api/review/count': { review: count(12), conflicts: null },
			'GET /api/rules/violations/count': count(7),
			'GET /api/releases': [],
			...options.replies,
		},
	})
const rows = async () => {
	const table = await screen.findByRole('table')
	return within(table)
		.getAllByRole('row')
		.slice(1)
		.map((row) => within(row).getAllByRole('cell')[0]?.textContent)
}
const names = () =>
	within(screen.getByRole('table'))
		.getAllByRole('rowheader')
		.map(({ textContent }) => textContent)

test('districts have a status by their plan, and the farthest behind is first', async () => {
	await render()
	// 30 days of fieldwork, of which 15 are over: 150 of 300 are planned
	expect(await rows()).toEqual(
		(['not-started', 'behind', 'stalled', 'on-track'] as const).map((each) =>
			text(`overview.statuses.${each}`),
		),
	)
	expect(names()).toEqual(['Gujrat', 'Faisalabad', 'Gujranwala', 'Dera Ghazi Khan'])
	const faisalabad = screen.getByRole('row', { name: /Faisalabad/ })
	expect(faisalabad).toHaveTextContent('60 / 300')
	expect(faisalabad).toHaveTextContent('−90')
})

test('while checks are running the number of flags says so, until they have finished', async () => {
	vi.useFakeTimers({ shouldAdvanceTime: true })
	onTestFinished(() => {
		vi.useRealTimers()
	})
	const open = [{ kind: 'alike', district: 'PK607', interviews: 4 }] as const
	const { server } = await render({
		replies: { 'GET /api/quality': qualityListed({ open: [...open], outdatedDistricts: 2 }) },
	})
	const figure = () => screen.getByRole('link', { name: new RegExp(`^${text('overview.openFlags')}`) })
	await waitFor(() => expect(figure()).toHaveTextContent(text('overview.checksRunning')))
	server.reply({ 'GET /api/quality': qualityListed({ open: [{ ...open[0], interviews: 90 }] }) })
	await act(() => vi.advanceTimersByTimeAsync(checksAgainMs))
	await waitFor(() => expect(figure()).toHaveTextContent('90'))
	expect(figure()).not.toHaveTextContent(text('overview.checksRunning'))
})

test('each key figure is compared, and opens what it counts', async () => {
	await render()
	const figure = (name: RegExp) => screen.findByRole('link', { name })
	const done = await figure(new RegExp(`^${text('overview.completed')} 300`))
	expect(done).toHaveTextContent('300 of 1,200')
	expect(done).toHaveTextContent(text('overview.behindPlan', { count: 300, total: '300' }))
	expect(await figure(new RegExp(`^${text('overview.openFlags')} 6`))).toHaveAttribute(
		'href',
		'/desk/quality?round=endline',
	)
	expect(await figure(new RegExp(`^${text('desk.page.review')} 12`))).toHaveTextContent(
		text('overview.oldest', { count: 9, total: '9' }),
	)
	expect(await figure(new RegExp(`^${text('overview.silentDevices')} 3`))).toHaveAttribute(
		'href',
		'/desk/devices',
	)
})

test('the distance of all districts from the plan is rounded once, as on the charts', async () => {
	const four = ['PK607', 'PK608', 'PK609', 'PK610'].map((code) => districtCoverage(code, worked(1)))
	const eleven = { ...facts, dates: { firstDay: null, lastDay: '2026-01-25', startedOn: '2026-01-15' } }
	await render({ replies: { 'GET /api/coverage': coverageOf(four, { today }), 'GET /api/overview': eleven } })
	// 27.27 of 300 in each, 109.09 of 1,200 in all
	const done = await screen.findByRole('link', { name: new RegExp(`^${text('overview.completed')} 4`) })
	expect(done).toHaveTextContent(text('overview.behindPlan', { count: 105, total: '105' }))
})

test('what needs attention has one action each, the most urgent first', async () => {
	await render()
	const list = await screen.findByRole('region', { name: text('overview.attention.title') })
	const items = within(list)
		.getAllByRole('listitem')
		.map((item) => item.querySelector('b')?.textContent)
	expect(items).toEqual([
		text('overview.attention.stalled', { district: 'Gujranwala', count: 12, total: '12' }),
		text('overview.attention.silent', { count: 3, total: '3' }),
		text('overview.attention.queue', { count: 12, total: '12' }),
		text('overview.attention.notStarted', { district: 'Gujrat' }),
		text('overview.attention.behind', { district: 'Faisalabad', count: 90, total: '90' }),
	])
	expect(within(list).getByRole('link', { name: /Gujranwala/ })).toHaveAttribute(
		'href',
		'/desk/coverage/PK609?round=endline',
	)
})

test('on a narrow screen the most urgent come before all figures, and the rest on request', async () => {
	setScreenWidth()
	const { user } = await render()
	const list = await screen.findByRole('region', { name: text('overview.attention.title') })
	expect(within(list).getAllByRole('listitem')).toHaveLength(3)
	const figure = screen.getByRole('link', { name: new RegExp(`^${text('overview.completed')}`) })
	expect(list.compareDocumentPosition(figure)).toBe(Node.DOCUMENT_POSITION_FOLLOWING)
	await user.click(within(list).getByRole('button', { name: text('overview.attention.all', { count: 5 }) }))
	expect(within(list).getAllByRole('listitem')).toHaveLength(5)
})

test('an inaccessible cluster is shown until somebody works in its place', async () => {
	const unreplacedClusters = [
		{ cluster: 'PK608-04', district: 'PK608', replacement: 'PK608-09' },
		{ cluster: 'PK609-02', district: 'PK609', replacement: null },
	]
	await render({ replies: { 'GET /api/overview': { ...facts, unreplacedClusters } } })
	const item = async (cluster: string, district: string) =>
		(await screen.findByText(text('overview.attention.inaccessible', { cluster, district }))).closest('li')
	const replaced = await item('PK608-04', 'Faisalabad')
	expect(replaced).toHaveTextContent(
		text('overview.attention.replacementUnassigned', { cluster: 'PK608-09' }),
	)
	expect(within(replaced as HTMLElement).getByRole('link', { name: /^Assign/ })).toHaveAttribute(
		'href',
		'/desk/sample?round=endline&district=PK608',
	)
	expect(await item('PK609-02', 'Gujranwala')).toHaveTextContent(text('overview.attention.noReplacement'))
})

test('districts are filtered by status and name, in the address', async () => {
	const { user } = await render()
	await screen.findByRole('table')
	await user.selectOptions(screen.getByRole('combobox', { name: text('overview.status') }), 'behind')
	expect(names()).toEqual(['Faisalabad'])
	expect(location.search).toContain('status=behind')
	await user.type(screen.getByRole('searchbox'), 'xyz')
	expect(await screen.findByText(text('overview.noDistrict'))).toBeVisible()
})

test('without an end date of fieldwork there is no plan, and started districts are in progress', async () => {
	await render({ replies: { 'GET /api/overview': { ...facts, dates: { ...facts.dates, lastDay: null } } } })
	expect((await screen.findAllByText(text('overview.statuses.in-progress'))).length).toBeGreaterThan(0)
	expect(screen.queryByText(text('overview.againstPlan'))).toBeNull()
	expect(screen.getByText(text('overview.noPlan'))).toBeVisible()
})

test('a data manager sees the pipeline from received to released, others do not', async () => {
	const { unmount } = await render({ person: { role: 'data-manager' } })
	const pipeline = await screen.findByRole('navigation', { name: text('overview.pipeline.title') })
	expect(await within(pipeline).findByRole('link', { name: /7$/ })).toHaveAttribute(
		'href',
		'/desk/cleaning/rules',
	)
	expect(pipeline).toHaveTextContent(text('overview.pipeline.noRelease'))
	// the received records are those of the round: without this, more seem to wait than were received
	const step = (name: string) => within(pipeline).getByRole('link', { name: new RegExp(`^${name}`) })
	for (const queue of [text('desk.page.review'), text('desk.page.conflicts')])
		expect(step(queue)).toHaveTextContent(text('desk.allRounds'))
	expect(step(text('overview.pipeline.received'))).not.toHaveTextContent(text('desk.allRounds'))
	unmount()
	await render()
	await screen.findByRole('table')
	expect(screen.queryByRole('navigation', { name: text('overview.pipeline.title') })).toBeNull()
})

test('if progress cannot be loaded, the problem is shown', async () => {
	await render({ replies: { 'GET /api/coverage': offline } })
	expect(await screen.findByRole('alert')).toHaveTextContent(text('desk.problem.no-connection'))
})

test('if one part of the page cannot be loaded, the problem and the other parts are shown, and Refresh loads every part', async () => {
	const { user, server } = await render({ replies: { 'GET /api/overview': offline } })
	expect(await screen.findByRole('alert')).toHaveTextContent(text('desk.problem.no-connection'))
	expect(await screen.findByRole('table')).toBeVisible()
	const loadedAtFirst = server.sent.length
	await user.click(screen.getByRole('button', { name: text('desk.refresh') }))
	await waitFor(() => expect(server.sent.length).toBeGreaterThan(loadedAtFirst + 3))
	expect(new Set(server.sent.slice(loadedAtFirst).map(({ path }) => path))).toEqual(
		new Set(['/api/coverage', '/api/overview', '/api/quality', '/api/review/count']),
	)
})

test('a round with all interviews is complete, and has no finish to project', async () => {
	await render({
		replies: {
			'GET /api/coverage': coverageOf([districtCoverage('PK607', { interviews: 300, missing: 0 })], {
				today,
			}),
		},
	})
	const figure = (
		await screen.findByText(text('overview.projectedFinish'), { selector: '.key-name' })
	).closest('li')
	expect(figure).toHaveTextContent(text('overview.done'))
	expect(figure).not.toHaveTextContent(text('overview.tooFewDays'))
})
