import { screen, waitFor, within } from '@testing-library/react'
import { expect, test } from 'vitest'
import type { HelplineShift } from '#shared/helpline/call-backs'
import type { CallCounts } from '#shared/helpline/call-counts'
import { wrongNumber } from '#shared/helpline/call-facts'
import type { ReferralCounts, StatusCounts } from '#shared/helpline/count-referrals'
import { allRounds } from '#shared/study/study'
import { setClock } from '../../testing/clock.ts'
import { watchDownloads } from '../../testing/downloads.ts'
import { announceNews } from '../../testing/news.ts'
import { type DeskOptions, renderDesk } from '../../testing/render-desk.tsx'
import { offline } from '../../testing/server-replies.ts'
import { text } from '../../testing/text.ts'
import { monthIn } from '../../ui/formats.ts'
import HelplineScreen from './helpline-screen.tsx'

const calls = (month: string, many: number, over: Partial<CallCounts['calls'][number]> = {}) => ({
	month,
	isMissed: false,
	category: 'human_trafficking',
	gender: 'male',
	calls: many,
	...over,
})
const counts = (over: Partial<CallCounts> = {}): CallCounts => ({
	demonstration: false,
	isWhole: true,
	calls: [
		calls('2025-11', 1200),
		calls('2025-11', 300, { gender: 'female' }),
		calls('2026-01', 4, { gender: 'transgender' }),
		calls('2026-01', 20, { category: wrongNumber }),
		calls('2026-01', 7, { isMissed: true }),
	],
	places: [
		{ month: '2025-11', district: 'PK607', calls: 1300 },
		{ month: '2025-11', district: 'abroad', calls: 200 },
		{ month: '2026-01', district: '', calls: 4 },
	],
	...over,
})
const shift: HelplineShift = {
	at: '2026-01-15T07:00:00.000Z',
	open: [],
	done: [],
	referrals: [],
	openReferrals: 0,
	handovers: [],
}
const statusCounts = (over: Partial<StatusCounts> = {}): StatusCounts => ({
	statuses: { 'to-send': 1, sent: 2, received: 3, closed: 4 },
	overdue: 5,
	endings: { helped: 2, 'no-help': 1, withdrawn: 1, 'not-reached': 0 },
	hoursToReceived: 12.345,
	hoursToClosed: null,
	...over,
})
const referrals: ReferralCounts = {
	demonstration: false,
	all: statusCounts(),
	departments: [{ ...statusCounts(), department: 'fia_circle' }],
}
const render = (response: CallCounts = counts(), { replies, person, ...options }: DeskOptions = {}) => {
	setClock('2026-01-15T07:00:00Z')
	return renderDesk(<HelplineScreen />, {
		path: '/desk/helpline',
		study: { serves: ['helpline'] },
		...options,
		person: { role: 'data-manager', ...person },
		replies: {
			'GET /api/helpline/counts': response,
			'GET /api/helpline/shift': shift,
			'GET /api/helpline/referrals': referrals,
			'GET /api/quality/operators': [],
			...replies,
		},
	})
}
const menu = (name: string) => screen.findByRole('combobox', { name })
const title = (from: string, to: string) =>
	text('helpline.table', { from: monthIn('en', from), to: monthIn('en', to) })
const table = async (from = '2025-11', to = '2026-01') =>
	within(await screen.findByRole('region', { name: title(from, to) }))
const cells = (inside: Awaited<ReturnType<typeof table>>, name: string) =>
	within(inside.getByRole('row', { name: (read) => read.startsWith(name) }))
		.getAllByRole('cell')
		.map(({ textContent }) => textContent?.trim())

test('calls of all months are shown by category and gender, with their shares', async () => {
	await render()
	const inside = await table()
	expect(cells(inside, text('helpline.category.all'))).toEqual([
		'1,504 100%',
		'1,200 80%',
		'300 20%',
		'4 0.3%',
	])
	expect(inside.getByText(text('helpline.missed', { count: '7' }), { exact: false })).toBeVisible()
})

test('other months can be selected, and are in the address; months without calls are among them', async () => {
	const { user } = await render()
	await user.selectOptions(await menu(text('helpline.from')), '2025-12')
	expect(cells(await table('2025-12'), text('helpline.category.all'))[0]).toBe('4 100%')
	expect(location.search).toBe('?from=2025-12')
	await user.selectOptions(await menu(text('helpline.to')), '2025-12')
	expect(cells(await table('2025-12', '2025-12'), text('helpline.category.all'))[0]).toBe('0')
	await user.selectOptions(await menu(text('helpline.from')), '2026-01')
	expect(await screen.findByText(text('helpline.emptyPeriod'))).toBeVisible()
})

test('an invalid month in the address gives the default', async () => {
	await render(counts(), { path: '/desk/helpline?from=2019-01&to=soon' })
	expect(await table()).toBeTruthy()
})

test('in a table to publish, small counts are suppressed and referrals are left out', async () => {
	const { user } = await render(counts({ calls: [...counts().calls, calls('2025-12', 50)] }))
	await user.selectOptions(await menu(text('helpline.audience')), 'others')
	expect(await screen.findByText(text('helpline.publicHelp'))).toBeVisible()
	const [all, male, female, transgender] = cells(await table(), text('helpline.category.all'))
	expect([all, male, female, transgender]).toEqual(['1,554 100%', '81%', '19%', text('helpline.few')])
	expect(screen.queryByRole('heading', { name: text('helpline.referrals.heading') })).toBeNull()
	expect(screen.getByText(text('helpline.months.suppressedHint'))).toBeVisible()
})

test('without a publishable month there is no chart', async () => {
	await render(counts(), { path: '/desk/helpline?for=others' })
	await table()
	expect(screen.queryByRole('heading', { name: text('helpline.months.heading') })).toBeNull()
})

test('the table is exported with plain numbers and a note of what is left out', async () => {
	const downloads = watchDownloads()
	const { user } = await render()
	await table()
	const heading = title('2025-11', '2026-01')
	await user.click(screen.getByRole('button', { name: `${text('coverage.exportCsv')}: ${heading}` }))
	expect(downloads[0]?.name).toBe('calls-2025-11-2026-01-us.csv')
	const content = (await downloads[0]?.text()) ?? ''
	expect(content).toContain(text('helpline.category.all'))
	expect(content).toContain(',1504,"100%",1200,"80%",300,"20%",4,"0.3%"')
	expect(content).toContain(heading)
	expect(content).toContain(text('helpline.missed', { count: '7' }))
})

test('the month with the most calls is in the title, and the numbers are a table on request', async () => {
	const { user } = await render()
	await table()
	const most = text('helpline.months.title', { month: monthIn('en', '2025-11'), calls: '1,500' })
	expect(screen.getByRole('img', { name: most })).toBeVisible()
	const heading = text('helpline.months.heading')
	await user.click(screen.getByRole('button', { name: `${text('coverage.chart.asTable')}: ${heading}` }))
	const rows = within(screen.getByRole('table', { name: most }))
		.getAllByRole('row')
		.slice(1)
	expect(rows.map(({ textContent }) => textContent)).toEqual([
		`${monthIn('en', '2025-11')}1500`,
		`${monthIn('en', '2025-12')}0`,
		`${monthIn('en', '2026-01')}4`,
	])
})

test('callers are counted by district, other places, and not asked', async () => {
	await render()
	const places = within(await screen.findByRole('table', { name: text('helpline.places.heading') }))
	expect(
		places
			.getAllByRole('row')
			.slice(1)
			.map(({ textContent }) => textContent),
	).toEqual([
		'Dera Ghazi Khan1,300',
		`${text('helpline.places.abroad')}200`,
		`${text('helpline.places.unsaid')}4`,
	])
})

test('referrals are shown by department, for the selected months', async () => {
	const { user, server } = await render()
	const heading = text('helpline.referrals.heading')
	const inside = within(await screen.findByRole('table', { name: heading }))
	const [all, department] = inside.getAllByRole('row').slice(1) as [HTMLElement, HTMLElement]
	expect(
		within(all)
			.getAllByRole('cell')
			.map(({ textContent }) => textContent),
	).toEqual(['1', '2', '3', '4', '5', '12.3', ''])
	expect(department).not.toHaveTextContent('fia_circle')
	const endings = screen.getByRole('table', { name: text('helpline.referrals.outcomes') })
	expect(within(endings).getAllByRole('row')[1]).toHaveTextContent('2110')
	await user.selectOptions(await menu(text('helpline.from')), '2025-12')
	await waitFor(() =>
		expect(
			Object.fromEntries(server.sent.findLast(({ path }) => path === '/api/helpline/referrals')?.query ?? []),
		).toEqual({ from: '2025-12', to: '2026-01' }),
	)
})

test('no referrals is reported, and if they fail to load the reason is shown', async () => {
	const { unmount } = await render(counts(), {
		replies: { 'GET /api/helpline/referrals': { ...referrals, departments: [] } },
	})
	expect(await screen.findByText(text('helpline.referrals.empty'))).toBeVisible()
	unmount()
	await render(counts(), { replies: { 'GET /api/helpline/referrals': offline } })
	expect(await screen.findByRole('alert')).toHaveTextContent(text('desk.problem.no-connection'))
	await table()
})

test('no calls is reported, and so is a running count', async () => {
	const { unmount } = await render(counts({ calls: [], places: [] }))
	expect(await screen.findByText(text('helpline.empty'))).toBeVisible()
	expect(screen.queryByRole('combobox', { name: text('helpline.from') })).toBeNull()
	expect(screen.queryByRole('heading', { name: text('helpline.referrals.heading') })).toBeNull()
	unmount()
	await render(counts({ isWhole: false }))
	expect(await screen.findByText(text('helpline.countingHint'))).toBeVisible()
})

test('generated calls can be selected on a demonstration server; they are never mixed with real ones', async () => {
	const downloads = watchDownloads()
	const { user, server } = await render(counts(), {
		study: { serves: ['helpline'], rounds: [...allRounds] },
		path: '/desk/helpline?from=2025-12',
	})
	server.reply({ 'GET /api/helpline/counts': counts({ demonstration: true }) })
	await user.selectOptions(await menu(text('helpline.calls')), '1')
	expect(await screen.findByText(text('app.demonstration'))).toBeVisible()
	expect(location.search).toBe('?madeUp=1')
	expect(screen.queryByRole('heading', { name: text('helpline.operators') })).toBeNull()
	await table()
	const heading = title('2025-11', '2026-01')
	await user.click(screen.getByRole('button', { name: `${text('coverage.exportCsv')}: ${heading}` }))
	expect(downloads[0]?.name).toBe('made-up-calls-2025-11-2026-01-us.csv')
	expect(server.sent.findLast(({ path }) => path === '/api/helpline/counts')?.query.get('madeUp')).toBe('1')
})

test('without a demonstration there are only real calls to select', async () => {
	await render()
	await table()
	expect(screen.queryByRole('combobox', { name: text('helpline.calls') })).toBeNull()
})

test('handovers of operators and their quality flags are on the page', async () => {
	const { server } = await render(counts(), {
		replies: {
			'GET /api/helpline/shift': {
				...shift,
				open: [
					{
						record: 'record-record-record-r',
						name: 'HL-17',
						since: '2026-01-14T05:00:00.000Z',
						category: '',
						about: [],
						agreed: 'after six',
						takenBy: null,
						isMine: false,
						isOverdue: true,
					},
				],
			},
			'GET /api/quality/operators': [{ person: { id: 'p', name: 'Nadia', code: 'nadia' }, flags: [] }],
		},
	})
	expect(await screen.findByText(/HL-17/)).toBeVisible()
	expect(await screen.findByRole('heading', { name: 'Nadia' })).toBeVisible()
	// the round in which calls are counted now
	expect(server.sent.find(({ path }) => path === '/api/quality/operators')?.query.get('round')).toBe(
		'endline',
	)
})

test('a refresh reloads all parts of the page; new data counts calls only', async () => {
	const { user, server } = await render()
	await table()
	await waitFor(() => expect(server.sent.length).toBe(4))
	await user.click(screen.getByRole('button', { name: text('desk.refresh') }))
	await waitFor(() =>
		expect(server.sent.filter(({ path }) => path === '/api/helpline/shift')).toHaveLength(2),
	)
	await waitFor(() =>
		expect(server.sent.filter(({ path }) => path === '/api/helpline/referrals')).toHaveLength(2),
	)
	await announceNews()
	await waitFor(() =>
		expect(server.sent.filter(({ path }) => path === '/api/helpline/counts')).toHaveLength(3),
	)
	expect(server.sent.filter(({ path }) => path === '/api/helpline/shift')).toHaveLength(2)
})

test('each part reports when it is offline', async () => {
	await render(counts(), {
		replies: { 'GET /api/helpline/counts': offline, 'GET /api/helpline/shift': offline },
	})
	await waitFor(() => expect(screen.getAllByRole('alert')).toHaveLength(2))
	expect(screen.queryByText(text('helpline.empty'))).toBeNull()
})
