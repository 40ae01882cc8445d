import { act, screen, waitFor, within } from '@testing-library/react'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { QualityAlertsResponse } from '#shared/quality/quality-api'
import { allRounds } from '#shared/study/study'
import { announceNews } from '../../testing/news.ts'
import { enumeratorAlert, flagListed, qualityListed } from '../../testing/quality-fixtures.ts'
import { type DeskOptions, renderDesk, study } from '../../testing/render-desk.tsx'
import { noContent, offline } from '../../testing/server-replies.ts'
import { beginning, text } from '../../testing/text.ts'
import { QualityAlertsScreen } from './quality-alerts-screen.tsx'

beforeEach(() => {
	vi.useFakeTimers({ shouldAdvanceTime: true, now: new Date('2026-01-15T05:00:00.000Z') })
})
afterEach(() => {
	vi.useRealTimers()
})

const route = 'GET /api/quality'
const render = (over: Partial<QualityAlertsResponse> = {}, { replies, ...options }: DeskOptions = {}) =>
	renderDesk(<QualityAlertsScreen />, {
		path: '/desk/quality',
		...options,
		replies: { [route]: qualityListed(over), ...replies },
	})
const section = async (key: Parameters<typeof text>[0]) =>
	within(await screen.findByRole('region', { name: text(key) }))
const short = (found: string, many: string) =>
	text('quality.flag.often-short', { found, limit: '0.1', many, item: '' })

test('enumerators to visit come first, then those to call, each with the reasons', async () => {
	const { server } = await render({
		alerts: [enumeratorAlert('Zara'), enumeratorAlert('Nadia', { isVisited: false, district: 'PK999' })],
	})
	const visit = await section('quality.visitToday')
	expect(visit.getAllByRole('heading', { level: 3 }).map(({ textContent }) => textContent)).toEqual(['Zara'])
	expect(visit.getByText('zara').closest('p')).toHaveTextContent(
		`zara · Dera Ghazi Khan · ${text('quality.interviewCount', { count: 40 })}`,
	)
	expect(visit.getByText(short('10', '40'))).toBeVisible()
	expect(visit.getByRole('link', { name: 'Zara' })).toHaveAttribute(
		'href',
		'/desk/quality/enumerators/person-zara?round=endline&district=PK607',
	)
	const talk = await section('quality.call')
	expect(talk.getByText('nadia').closest('p')).toHaveTextContent('nadia · PK999')
	expect(Object.fromEntries(server.sent[0]?.query ?? [])).toEqual({ round: 'endline' })
})

test('no visits and no flags are reported', async () => {
	await render()
	expect((await section('quality.visitToday')).getByText(text('quality.visitEmpty'))).toBeVisible()
	expect(
		(await section('quality.interviewFlags')).getByText(text('quality.interviewFlagsEmpty')),
	).toBeVisible()
	expect(screen.queryByRole('region', { name: text('quality.call') })).toBeNull()
	expect(screen.queryByRole('region', { name: text('quality.teamFlags') })).toBeNull()
})

test('interview flags are counted over all districts, the most frequent first', async () => {
	await render(
		{
			open: [
				{ kind: 'short', district: 'PK607', interviews: 2 },
				{ kind: 'alike', district: 'PK607', interviews: 900 },
				{ kind: 'alike', district: 'PK608', interviews: 300 },
			],
		},
		{ path: '/desk/quality?round=pilot&district=PK607' },
	)
	const single = await section('quality.interviewFlags')
	expect(single.getAllByRole('listitem').map(({ textContent }) => textContent)).toEqual([
		`${text('quality.kinds.alike')} 1,200`,
		`${text('quality.kinds.short')} 2`,
	])
	expect(single.getByRole('link', { name: text('quality.kinds.alike') })).toHaveAttribute(
		'href',
		'/desk/quality/flags?round=pilot&district=PK607&kind=alike',
	)
})

test('team flags are resolved here, by district', async () => {
	const team = flagListed({
		kind: 'often-overheard',
		subject: 'PK607',
		person: null,
		found: 0.5,
		many: 40,
	})
	const { user, server } = await render(
		{ team: [team, { ...team, district: 'PK608', subject: 'PK608' }] },
		{ replies: { 'POST /api/quality/resolutions': noContent } },
	)
	const teams = await section('quality.teamFlags')
	expect(teams.getByText('Dera Ghazi Khan').closest('details')).toHaveAttribute('open')
	const [first] = teams.getAllByRole('button', { name: beginning(text('quality.resolve')) })
	await user.click(first as HTMLElement)
	await user.click(teams.getByRole('radio', { name: beginning(text('quality.states.explained')) }))
	await user.type(teams.getByRole('textbox', { name: text('quality.reason') }), 'Small houses')
	server.reply({ [route]: qualityListed({ team: [] }) })
	await user.click(teams.getByRole('button', { name: text('quality.save') }))
	await waitFor(() => expect(screen.queryByRole('region', { name: text('quality.teamFlags') })).toBeNull())
	expect(server.bodiesOf('POST /api/quality/resolutions')).toMatchObject([
		{ kind: 'often-overheard', subject: 'PK607', district: 'PK607', state: 'explained' },
	])
})

test('a long list of team flags is closed at first', async () => {
	const team = Array.from({ length: 8 }, (_, i) =>
		flagListed({ kind: 'other-answers', item: `q${i}`, person: null, found: 0.5, many: 40 }),
	)
	await render({ team })
	expect(
		(await section('quality.teamFlags')).getByText('Dera Ghazi Khan').closest('details'),
	).not.toHaveAttribute('open')
})

test('while districts are being checked the page polls, and does not report that no visit is needed', async () => {
	const { server } = await render({ outdatedDistricts: 2, uncompared: 30 })
	expect(await screen.findByText(text('quality.checkingDistricts', { count: 2 }))).toBeVisible()
	expect(screen.getByText(text('quality.checkingInterviews', { count: 30 }))).toBeVisible()
	expect(screen.queryByText(text('quality.visitEmpty'))).toBeNull()
	expect(screen.queryByText(text('quality.interviewFlagsEmpty'))).toBeNull()
	server.reply({ [route]: qualityListed({ outdatedDistricts: 1 }) })
	act(() => vi.advanceTimersByTime(3000))
	expect(await screen.findByText(text('quality.checkingDistricts', { count: 1 }))).toBeVisible()
	server.reply({ [route]: qualityListed() })
	act(() => vi.advanceTimersByTime(3000))
	expect(await screen.findByText(text('quality.visitEmpty'))).toBeVisible()
	const before = server.sent.length
	act(() => vi.advanceTimersByTime(10_000))
	expect(server.sent).toHaveLength(before)
})

test('new data is announced, and shown on request', async () => {
	const { user, server } = await render()
	await screen.findByText(text('quality.visitEmpty'))
	server.reply({ [route]: qualityListed({ alerts: [enumeratorAlert('Zara')] }) })
	await announceNews()
	await user.click(await screen.findByRole('button', { name: text('desk.showNewData') }))
	expect(await screen.findByRole('link', { name: 'Zara' })).toBeVisible()
})

test('round and district can be selected, and are in the address', async () => {
	const { user, server } = await render()
	await section('quality.visitToday')
	await user.selectOptions(screen.getByRole('combobox', { name: text('quality.district') }), 'PK607')
	await user.selectOptions(screen.getByRole('combobox', { name: text('desk.round') }), 'baseline')
	expect(location.search).toBe('?round=baseline&district=PK607')
	await waitFor(() =>
		expect(Object.fromEntries(server.sent.at(-1)?.query ?? [])).toEqual({
			round: 'baseline',
			district: 'PK607',
		}),
	)
})

test('a user with one district requests that one', async () => {
	const { server } = await render(
		{},
		{ study: { districts: study.districts.filter(({ code }) => code === 'PK607') } },
	)
	await section('quality.visitToday')
	expect(server.sent[0]?.query.get('district')).toBe('PK607')
	const menu = screen.getByRole('combobox', { name: text('quality.district') }) as HTMLSelectElement
	expect([...menu.options].map(({ value }) => value)).toEqual(['PK607'])
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
	expect(await screen.findByRole('alert')).toHaveTextContent(text('problem.no-connection'))
	expect(screen.queryByRole('region')).toBeNull()
})
