import { screen, waitFor, within } from '@testing-library/react'
import { beforeEach, expect, test, vi } from 'vitest'
import { Problem } from '#shared/kernel/problem'
import type { EnumeratorResponse } from '#shared/quality/quality-api'
import { setClock } from '../../testing/clock.ts'
import { enumeratorOf, flagListed, scorecard } from '../../testing/quality-fixtures.ts'
import { type DeskOptions, renderDesk } from '../../testing/render-desk.tsx'
import { rowsOfFile, watchSavedFiles } from '../../testing/saved-files.ts'
import { offline } from '../../testing/server-replies.ts'
import { beginning, text } from '../../testing/text.ts'
import { PersonQuality } from './person-quality.tsx'

beforeEach(() => setClock())

const route = 'GET /api/quality/enumerators/:id'
type Cards = Parameters<typeof PersonQuality>[0]['cards']
const onDecided = vi.fn<() => void>()
const render = (
	over: Partial<EnumeratorResponse> = {},
	{ replies, cards = [scorecard('Nadia')], ...options }: DeskOptions & { cards?: Cards } = {},
) =>
	renderDesk(<PersonQuality id="person/nadia" round="endline" cards={cards} onDecided={onDecided} />, {
		path: '/desk/people/person-nadia',
		...options,
		replies: { [route]: enumeratorOf(over), ...replies },
	})
const heading = () => screen.findByRole('heading', { level: 2, name: text('quality.districtComparison') })
const rows = () =>
	within(screen.getByRole('table'))
		.getAllByRole('row')
		.slice(1)
		.map((row) => [...row.children].map(({ textContent }) => textContent))

test('the district and the amount of work are shown', async () => {
	const { server } = await render()
	await heading()
	expect(screen.getByText(/Dera Ghazi Khan/)).toHaveTextContent(
		`Dera Ghazi Khan · ${text('quality.interviewCount', { count: 40 })} ${text('quality.onDays', { count: 8 })}`,
	)
	expect(server.sent[0]?.path).toBe('/api/quality/enumerators/person%2Fnadia')
	expect(Object.fromEntries(server.sent[0]?.query ?? [])).toEqual({ round: 'endline', district: 'PK607' })
	expect(
		await screen.findByText(text('charts.minutes.titleCompared', { own: '31', team: '42.5' })),
	).toBeVisible()
})

test('shares are compared with those of others, with their confidence interval', async () => {
	const few = { low: 0, high: 1, isFew: true }
	await render({
		shares: [
			{
				measure: 'short',
				own: { so: 10, of: 40 },
				low: 0.142,
				high: 0.4,
				team: { so: 2, of: 300 },
				isFew: false,
			},
			{ measure: 'far', own: { so: 0, of: 0 }, team: { so: 0, of: 0 }, ...few },
		],
	})
	await heading()
	expect(rows()).toEqual([
		[text('quality.minutes'), '31', '', '42.5'],
		[text('quality.perDay'), '5', '', '–'],
		[text('quality.measure.short'), '25 %', '14–40', '1 %'],
		[text('quality.measure.far'), '–', '', '–'],
	])
	expect(screen.getByText(text('quality.districtComparisonHint', { least: 20 }))).toBeVisible()
	// too few interviews for a comparison
	expect(screen.getByRole('row', { name: beginning(text('quality.measure.far')) })).toHaveClass('is-few')
	expect(screen.getByRole('row', { name: beginning(text('quality.measure.short')) })).not.toHaveClass(
		'is-few',
	)
})

test('the table is exported as a file', async () => {
	const files = watchSavedFiles()
	const { user } = await render()
	await heading()
	await user.click(
		screen.getByRole('button', {
			name: `${text('coverage.exportCsv')}: ${text('quality.districtComparison')}`,
		}),
	)
	expect(files[0]?.name).toBe('enumerator-nadia.csv')
	expect((await rowsOfFile(files[0]))[1]).toEqual([text('quality.minutes'), '31', '', '42.5'])
})

test('of several districts the one with the highest index is shown, unless the address names another', async () => {
	const cards: Cards = [
		scorecard('Nadia', { points: 1 }),
		scorecard('Nadia', { district: 'PK608', points: 6 }),
	]
	const { server } = await render({ district: 'PK608' }, { cards })
	await heading()
	const tabs = within(screen.getByRole('navigation', { name: text('quality.district') }))
	expect(tabs.getByRole('link', { name: /Faisalabad/ })).toHaveAttribute('aria-current', 'true')
	const other = tabs.getByRole('link', { name: /Dera Ghazi Khan/ })
	expect(other).toHaveAttribute('href', '/desk/people/person-nadia?round=endline&district=PK607')
	expect(server.sent[0]?.query?.get('district')).toBe('PK608')
})

test('an address names the district', async () => {
	const { server } = await render(
		{},
		{
			cards: [scorecard('Nadia', { points: 1 }), scorecard('Nadia', { district: 'PK608', points: 6 })],
			path: '/desk/people/person-nadia?district=PK607',
		},
	)
	await heading()
	expect(server.sent[0]?.query?.get('district')).toBe('PK607')
})

test('no flag about the enumerator is reported', async () => {
	await render()
	expect(await screen.findByText(text('quality.noPersonFlags'))).toBeVisible()
})

test('flags are resolved here, and then reloaded', async () => {
	const flag = flagListed({ kind: 'often-short', subject: 'person-nadia', found: 0.25, many: 40 })
	const { user, server } = await render(
		{ flags: [flag] },
		{ replies: { 'POST /api/quality/resolutions': { resolved: 1, gone: 0 } } },
	)
	await heading()
	await user.click(screen.getByRole('button', { name: beginning(text('quality.resolve')) }))
	await user.click(screen.getByRole('radio', { name: beginning(text('quality.states.explained')) }))
	await user.type(screen.getByRole('textbox', { name: text('quality.reason') }), 'Small houses')
	server.reply({ [route]: enumeratorOf({ flags: [{ ...flag, state: 'explained' }] }) })
	await user.click(screen.getByRole('button', { name: text('quality.resolveCount', { count: 1 }) }))
	expect(await screen.findByText(text('quality.states.explained'))).toBeVisible()
	// the index counts open flags only
	expect(onDecided).toHaveBeenCalledOnce()
	expect(server.bodiesOf('POST /api/quality/resolutions')).toMatchObject([
		{
			round: 'endline',
			flags: [{ kind: 'often-short', subject: 'person-nadia' }],
			state: 'explained',
		},
	])
})

test('each interview shows its time, duration and flags', async () => {
	const finished = '2026-01-14T05:00:00.000Z'
	await render({
		latest: [
			{
				record: 'record-1',
				name: 'House 7',
				finished,
				minutes: 31.4,
				flags: [flagListed(), flagListed({ kind: 'straight', state: 'explained' })],
			},
			{ record: 'record-2', name: '', finished, minutes: null, flags: [] },
		],
	})
	await heading()
	const latest = within(screen.getByRole('region', { name: text('quality.latest') }))
	const first = latest.getByRole('link', { name: 'House 7' }).closest('li')
	expect(first).toHaveTextContent(`14 Jan, 10:00 · ${text('quality.minutesOf', { minutes: '31' })}`)
	const flags = within(first as HTMLElement).getAllByRole('listitem')
	expect(flags.map(({ textContent }) => textContent)).toEqual([
		text('quality.flag.alike', { found: '97', limit: '90', many: '1', item: '' }),
		`${text('quality.flag.straight')} (${text('quality.states.explained')})`,
	])
	const second = latest.getByRole('link', { name: text('home.untitledRecord') }).closest('li')
	expect(second?.textContent?.trim()).toBe(`${text('home.untitledRecord')} 14 Jan, 10:00`)
})

test('of many interviews the first nine are shown, and the others on request', async () => {
	const latest = Array.from({ length: 12 }, (_, i) => ({
		record: `record-${i}`,
		name: `House ${i}`,
		finished: '2026-01-14T05:00:00.000Z',
		minutes: 30,
		flags: [],
	}))
	const { user } = await render({ latest })
	await heading()
	expect(screen.getAllByRole('link', { name: /^House/ })).toHaveLength(9)
	await user.click(screen.getByRole('button', { name: text('quality.showInterviews', { count: 12 }) }))
	expect(screen.getAllByRole('link', { name: /^House/ })).toHaveLength(12)
	expect(screen.queryByRole('button', { name: text('quality.showInterviews', { count: 12 }) })).toBeNull()
})

test('an enumerator whose interviews have gone meanwhile is reported, and is no error', async () => {
	await render({}, { replies: { [route]: new Problem('not-found') } })
	expect(await screen.findByText(text('quality.empty'))).toBeVisible()
	expect(screen.queryByRole('alert')).toBeNull()
})

test('offline the problem is shown', async () => {
	await render({}, { replies: { [route]: offline } })
	await waitFor(() => expect(screen.getByRole('alert')).toHaveTextContent(text('desk.problem.no-connection')))
	expect(screen.queryByText(text('quality.empty'))).toBeNull()
})
