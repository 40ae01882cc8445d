import { act, screen, within } from '@testing-library/react'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { ScorecardsResponse } from '#shared/quality/quality-api'
import { allRounds } from '#shared/study/study'
import { announceNews } from '../../testing/news.ts'
import { flagListed, scorecard, scorecardsListed } from '../../testing/quality-fixtures.ts'
import { type DeskOptions, renderDesk, study } from '../../testing/render-desk.tsx'
import { offline } from '../../testing/server-replies.ts'
import { text } from '../../testing/text.ts'
import { QualityAlertsScreen } from './quality-alerts-screen.tsx'

beforeEach(() => {
	localStorage.clear()
	vi.useFakeTimers({ shouldAdvanceTime: true, now: new Date('2026-01-15T05:00:00.000Z') })
})
afterEach(() => {
	vi.useRealTimers()
})

const route = 'GET /api/quality/enumerators'
const render = (over: Partial<ScorecardsResponse> = {}, { replies, ...options }: DeskOptions = {}) =>
	renderDesk(<QualityAlertsScreen />, {
		path: '/desk/quality',
		...options,
		replies: { [route]: scorecardsListed(over), ...replies },
	})
const section = async (key: Parameters<typeof text>[0]) =>
	within(await screen.findByRole('region', { name: text(key) }))
const short = (found: string, many: string) =>
	text('quality.flag.often-short', { found, limit: '0.1', many, item: '' })

test('enumerators to visit come first, each with the reasons; all are in the table, the highest index first', async () => {
	const { server } = await render({
		enumerators: [
			scorecard('Zara'),
			scorecard('Nadia', { isVisited: false, points: 1.5, district: 'PK999', reasons: [] }),
		],
	})
	const visit = await section('quality.visitToday')
	expect(visit.getAllByRole('heading', { level: 3 }).map(({ textContent }) => textContent)).toEqual(['Zara'])
	expect(visit.getByText('zara').closest('p')).toHaveTextContent(
		`zara · Dera Ghazi Khan · ${text('quality.interviewCount', { count: 40 })}`,
	)
	expect(visit.getByText(short('10', '40'))).toBeVisible()
	expect(visit.getByRole('link', { name: 'Zara' })).toHaveAttribute(
		'href',
		'/desk/people/person-zara?round=endline&district=PK607',
	)
	const cards = await section('quality.scorecards')
	const [, first, second] = cards.getAllByRole('row')
	expect(first).toHaveTextContent(/^Zara Visit/)
	expect(first).toHaveTextContent('7.5')
	expect(within(first as HTMLElement).getByText('25 %')).toBeVisible()
	expect(within(first as HTMLElement).getByRole('link', { name: /High/ })).toHaveAttribute(
		'href',
		'/desk/quality/flags?round=endline&district=PK607&person=person-zara',
	)
	expect(second).toHaveTextContent(/^Nadia PK999/)
	expect(Object.fromEntries(server.sent[0]?.query ?? [])).toEqual({ round: 'endline' })
})

test('an enumerator with many reasons shows the weightiest three, and how many more there are', async () => {
	const reasons = Array.from({ length: 5 }, (_, i) =>
		flagListed({ kind: 'often-short', item: `q${i}`, found: 0.25, limit: 0.1, many: 40 }),
	)
	await render({ enumerators: [scorecard('Zara', { reasons })] })
	const visit = await section('quality.visitToday')
	expect(visit.getAllByText(short('10', '40'))).toHaveLength(3)
	expect(visit.getByRole('link', { name: text('quality.moreReasons', { count: 2 }) })).toBeVisible()
})

test('no visits are reported', async () => {
	await render()
	expect((await section('quality.visitToday')).getByText(text('quality.visitEmpty'))).toBeVisible()
	expect(screen.queryByRole('region', { name: text('quality.scorecards') })).toBeNull()
})

test('the pages of quality are tabs with the scope of the page; limits are for those who set them', async () => {
	const { unmount } = await render({}, { path: '/desk/quality?district=PK607' })
	await section('quality.visitToday')
	const tabs = within(screen.getByRole('navigation', { name: text('quality.title') }))
	expect(tabs.getByRole('link', { name: text('quality.tab.enumerators') })).toHaveAttribute(
		'aria-current',
		'page',
	)
	expect(tabs.getByRole('link', { name: text('quality.tab.interviews') })).toHaveAttribute(
		'href',
		'/desk/quality/flags?round=endline&district=PK607',
	)
	expect(tabs.getByRole('link', { name: text('quality.limits.title') })).toBeVisible()
	unmount()
	await render({}, { person: { role: 'coordinator' } })
	await section('quality.visitToday')
	expect(screen.queryByRole('link', { name: text('quality.limits.title') })).toBeNull()
})

test('while districts are being checked the page polls, and does not report that no visit is needed', async () => {
	const { server } = await render({ outdatedDistricts: 2, uncompared: 30 })
	expect(await screen.findByText(text('quality.checkingDistricts', { count: 2 }))).toBeVisible()
	expect(screen.getByText(text('quality.checkingInterviews', { count: 30 }))).toBeVisible()
	expect(screen.queryByText(text('quality.visitEmpty'))).toBeNull()
	server.reply({ [route]: scorecardsListed({ outdatedDistricts: 1 }) })
	act(() => vi.advanceTimersByTime(3000))
	expect(await screen.findByText(text('quality.checkingDistricts', { count: 1 }))).toBeVisible()
	server.reply({ [route]: scorecardsListed() })
	act(() => vi.advanceTimersByTime(3000))
	expect(await screen.findByText(text('quality.visitEmpty'))).toBeVisible()
	const before = server.sent.length
	act(() => vi.advanceTimersByTime(10_000))
	expect(server.sent).toHaveLength(before)
})

test('new data is announced, and shown on request', async () => {
	const { user, server } = await render()
	await screen.findByText(text('quality.visitEmpty'))
	server.reply({ [route]: scorecardsListed({ enumerators: [scorecard('Zara')] }) })
	await announceNews()
	await user.click(await screen.findByRole('button', { name: text('desk.showNewData') }))
	expect((await screen.findAllByRole('link', { name: 'Zara' }))[0]).toBeVisible()
})

test('a user with one district requests that one', async () => {
	const { server } = await render(
		{},
		{ study: { districts: study.districts.filter(({ code }) => code === 'PK607') } },
	)
	await section('quality.visitToday')
	expect(server.sent[0]?.query.get('district')).toBe('PK607')
})

test('a demonstration account starts with its own round, and others see that its data is generated', async () => {
	const rounds = { rounds: [...allRounds] }
	const { server, unmount } = await render({}, { person: { demonstration: true }, study: rounds })
	await section('quality.visitToday')
	expect(server.sent[0]?.query.get('round')).toBe('demo')
	expect(screen.queryByText(text('app.demonstration'))).toBeNull()
	unmount()
	await render({}, { path: '/desk/quality?round=demo', study: rounds })
	expect(await screen.findByText(text('app.demonstration'))).toBeVisible()
})

test('offline the problem is shown', async () => {
	await render({}, { replies: { [route]: offline } })
	expect(await screen.findByRole('alert')).toHaveTextContent(text('desk.problem.no-connection'))
	expect(screen.queryByRole('region')).toBeNull()
})

test('a row leads to the page of its user, with the work in that district', async () => {
	await render({ enumerators: [scorecard('Zara')] })
	const cards = await section('quality.scorecards')
	expect(cards.getByRole('link', { name: 'Zara' })).toHaveAttribute(
		'href',
		'/desk/people/person-zara?round=endline&district=PK607',
	)
})
