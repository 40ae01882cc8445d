import { screen, waitFor, within } from '@testing-library/react'
import { beforeEach, expect, test } from 'vitest'
import { Problem } from '#shared/kernel/problem'
import type { EnumeratorResponse } from '#shared/quality/quality-api'
import { setClock } from '../../testing/clock.ts'
import { enumeratorOf, flagListed } from '../../testing/quality-fixtures.ts'
import { type DeskOptions, renderDesk } from '../../testing/render-desk.tsx'
import { rowsOfFile, watchSavedFiles } from '../../testing/saved-files.ts'
import { offline } from '../../testing/server-replies.ts'
import { beginning, text } from '../../testing/text.ts'
import { EnumeratorScreen } from './enumerator-screen.tsx'

beforeEach(() => setClock())

const route = 'GET /api/quality/enumerators/:id'
const render = (over: Partial<EnumeratorResponse> = {}, { replies, ...options }: DeskOptions = {}) =>
	renderDesk(<EnumeratorScreen id="person/nadia" />, {
		path: '/desk/quality/enumerators/person-nadia?round=endline&district=PK607',
		...options,
		replies: { [route]: enumeratorOf(over), ...replies },
	})
const heading = () => screen.findByRole('heading', { level: 1, name: 'Nadia' })
const rows = () =>
	within(screen.getByRole('table'))
		.getAllByRole('row')
		.slice(1)
		.map((row) => [...row.children].map(({ textContent }) => textContent))

test('the page shows the enumerator, district and amount of work', async () => {
	const { server } = await render()
	await heading()
	expect(screen.getByText('nadia').closest('p')).toHaveTextContent(
		`nadia · Dera Ghazi Khan · ${text('quality.interviewCount', { count: 40 })} ${text('quality.onDays', { count: 8 })}`,
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

test('an enumerator without interviews here is reported, and is no error', async () => {
	await render({}, { replies: { [route]: new Problem('not-found') } })
	expect(await screen.findByText(text('quality.empty'))).toBeVisible()
	expect(screen.queryByRole('alert')).toBeNull()
})

test('offline the problem is shown', async () => {
	await render({}, { replies: { [route]: offline } })
	await waitFor(() => expect(screen.getByRole('alert')).toHaveTextContent(text('problem.no-connection')))
	expect(screen.queryByText(text('quality.empty'))).toBeNull()
})
