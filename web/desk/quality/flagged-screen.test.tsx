import { screen, waitFor, within } from '@testing-library/react'
import { beforeEach, expect, test } from 'vitest'
import type { FlaggedList } from '#shared/quality/quality-api'
import { setClock } from '../../testing/clock.ts'
import { flaggedInterview, flaggedList, flagListed } from '../../testing/quality-fixtures.ts'
import { type DeskOptions, renderDesk } from '../../testing/render-desk.tsx'
import { rowsOfFile, watchSavedFiles } from '../../testing/saved-files.ts'
import { offline } from '../../testing/server-replies.ts'
import { beginning, text } from '../../testing/text.ts'
import { FlaggedScreen } from './flagged-screen.tsx'

beforeEach(() => {
	setClock()
	localStorage.clear()
})

const route = 'GET /api/quality/flags'
const resolutions = 'POST /api/quality/resolutions'
const render = (over: Partial<FlaggedList> = {}, { replies, ...options }: DeskOptions = {}) =>
	renderDesk(<FlaggedScreen />, {
		path: '/desk/quality/flags',
		...options,
		replies: { [route]: flaggedList(over), ...replies },
	})
const count = (total: number) => screen.findByText(text('quality.flagCount', { count: total }))
const chip = (label: string) => screen.getByRole('button', { name: beginning(label) })
const checkbox = (kind: Parameters<typeof text>[0], record: string) =>
	screen.getByRole('checkbox', { name: `${text(kind)}: ${record}` })
const untitled = () => text('home.untitledRecord')

test('open interview flags of the round are listed with severity, record, enumerator and district', async () => {
	const { server } = await render()
	expect(await count(2)).toBeVisible()
	const [, first, second] = screen.getAllByRole('row')
	expect(first).toHaveTextContent(text('quality.limits.severity.high'))
	expect(first).toHaveTextContent(text('quality.kinds.alike'))
	expect(first).toHaveTextContent('Dera Ghazi Khan')
	expect(within(first as HTMLElement).getByRole('link', { name: 'House 7' })).toHaveAttribute(
		'href',
		'/desk/records/record-1',
	)
	expect(within(first as HTMLElement).getByRole('link', { name: 'Nadia' })).toHaveAttribute(
		'href',
		'/desk/people/person-nadia?round=endline&district=PK607',
	)
	expect(within(second as HTMLElement).getByRole('link', { name: untitled() })).toHaveAttribute(
		'href',
		'/desk/records/record-2',
	)
	expect(Object.fromEntries(server.sent[0]?.query ?? [])).toEqual({ round: 'endline', state: 'open' })
})

test('kind, severity and status are filters in the address, and invalid values are ignored', async () => {
	const { user, server } = await render({}, { path: '/desk/quality/flags?kind=often-short&state=lost' })
	await count(2)
	await user.click(chip(text('quality.kind')))
	const options = within(screen.getByRole('group', { name: text('quality.kind') }))
	// only kinds that occur, with their number
	expect(options.getAllByRole('radio')).toHaveLength(2)
	expect(options.getByText('12')).toBeVisible()
	await user.click(options.getByRole('radio', { name: beginning(text('quality.kinds.alike')) }))
	await user.click(chip(text('quality.limits.severities')))
	await user.click(screen.getByRole('radio', { name: beginning(text('quality.limits.severity.high')) }))
	await user.click(chip(text('quality.status')))
	await user.click(screen.getByRole('radio', { name: text('quality.states.explained') }))
	expect(Object.fromEntries(new URLSearchParams(location.search))).toEqual({
		kind: 'alike',
		severity: 'high',
		state: 'explained',
	})
	await waitFor(() =>
		expect(Object.fromEntries(server.sent.at(-1)?.query ?? [])).toEqual({
			round: 'endline',
			kind: 'alike',
			severity: 'high',
			state: 'explained',
		}),
	)
	await user.click(screen.getByRole('button', { name: text('desk.clearFilters') }))
	expect(location.search).toBe('?state=explained')
})

test('the flags of one enumerator are a filter that can be removed', async () => {
	const { user, server } = await render({}, { path: '/desk/quality/flags?person=person-nadia' })
	await count(2)
	expect(server.sent[0]?.query.get('person')).toBe('person-nadia')
	expect(chip(text('review.enumerator'))).toHaveTextContent('Nadia')
	await user.click(
		screen.getByRole('button', { name: text('desk.clearFilter', { name: text('review.enumerator') }) }),
	)
	expect(location.search).toBe('')
})

test('selected flags are resolved at once with one reason, and that can be undone', async () => {
	const { user, server } = await render({}, { replies: { [resolutions]: { resolved: 2, gone: 0 } } })
	await count(2)
	await user.click(screen.getByRole('checkbox', { name: text('desk.selectAll') }))
	expect(checkbox('quality.kinds.alike', 'House 7')).toBeChecked()
	const bar = screen.getByRole('region', { name: text('desk.selection') })
	expect(bar).toHaveTextContent(text('quality.selectedCount', { count: 2 }))
	await user.click(within(bar).getByRole('button', { name: text('quality.resolve') }))
	const dialog = within(screen.getByRole('dialog', { name: text('quality.resolveCount', { count: 2 }) }))
	await user.click(dialog.getByRole('radio', { name: beginning(text('quality.states.corrected')) }))
	await user.type(dialog.getByRole('textbox', { name: text('quality.reason') }), 'Asked again')
	server.reply({ [route]: flaggedList({ flagged: [], total: 0 }) })
	await user.click(dialog.getByRole('button', { name: text('quality.resolveCount', { count: 2 }) }))
	expect(await count(0)).toBeVisible()
	expect(screen.getByText(text('quality.resolvedCount', { count: 2 }))).toBeVisible()
	await user.click(screen.getByRole('button', { name: text('review.undo') }))
	expect(await screen.findByText(text('desk.undone'))).toBeVisible()
	const flags = [
		{ kind: 'alike', subject: 'record-1', item: '', district: 'PK607' },
		{ kind: 'line-twice', subject: 'record-2', item: '', district: 'PK607' },
	]
	expect(server.bodiesOf(resolutions)).toEqual([
		{ round: 'endline', flags, state: 'corrected', why: 'Asked again' },
		{ round: 'endline', flags, state: 'open', why: text('quality.undoReason') },
	])
})

test('one flag is selected and deselected; the explanation of the enumerator is in its row', async () => {
	const { user } = await render({
		flagged: [flaggedInterview({ flag: flagListed({ words: 'Same family' }) })],
		total: 1,
	})
	await count(1)
	expect(screen.getByText(/Same family/)).toBeVisible()
	await user.click(checkbox('quality.kinds.alike', 'House 7'))
	await user.click(screen.getByRole('button', { name: text('desk.clearSelection') }))
	expect(checkbox('quality.kinds.alike', 'House 7')).not.toBeChecked()
	expect(screen.queryByRole('region', { name: text('desk.selection') })).toBeNull()
})

test('after a failed decision the selection, the choice and the reason stay', async () => {
	const { user } = await render({}, { replies: { [resolutions]: offline } })
	await count(2)
	await user.click(checkbox('quality.kinds.alike', 'House 7'))
	await user.click(screen.getByRole('button', { name: text('quality.resolve') }))
	await user.click(screen.getByRole('radio', { name: beginning(text('quality.states.rejected')) }))
	await user.type(screen.getByRole('textbox', { name: text('quality.reason') }), 'Made up')
	await user.click(screen.getByRole('button', { name: text('quality.resolveCount', { count: 1 }) }))
	expect(await screen.findByRole('alert')).toHaveTextContent(text('desk.problem.no-connection'))
	expect(screen.getByRole('textbox', { name: text('quality.reason') })).toHaveValue('Made up')
})

test('a data manager turns a check off for the round, with a reason, and takes that back', async () => {
	const limits = 'GET /api/quality/limits'
	const change = 'POST /api/quality/limits'
	const shipped = { onPhones: { q06UrbanMetres: 300 }, overRound: {}, severities: { clock: 'off' } }
	const { user, server } = await render(
		{},
		{
			path: '/desk/quality/flags?kind=alike',
			replies: {
				[limits]: { limits: shipped, n: 4, changes: [] },
				[change]: () => new Response(null, { status: 204 }),
			},
		},
	)
	await count(2)
	await user.click(screen.getByRole('button', { name: text('quality.mute') }))
	const dialog = within(screen.getByRole('dialog'))
	await user.type(dialog.getByRole('textbox'), 'Twins everywhere')
	await user.click(dialog.getByRole('button', { name: text('quality.mute') }))
	const name = text('quality.kinds.alike')
	expect(await screen.findByText(text('quality.muted', { name }))).toBeVisible()
	server.reply({
		[limits]: { limits: { ...shipped, severities: { clock: 'off', alike: 'off' } }, n: 5, changes: [] },
	})
	await user.click(screen.getByRole('button', { name: text('review.undo') }))
	expect(await screen.findByText(text('desk.undone'))).toBeVisible()
	expect(server.bodiesOf(change)).toMatchObject([
		{
			seen: 4,
			why: 'Twins everywhere',
			limits: { ...shipped, severities: { clock: 'off', alike: 'off' } },
		},
		{ seen: 5, limits: shipped },
	])
	expect(server.bodiesOf(change).at(-1)).toHaveProperty('limits.severities', { clock: 'off' })
})

test('users who may not resolve flags cannot select them', async () => {
	await render({}, { person: { role: 'administrator' } })
	await count(2)
	expect(screen.queryByRole('checkbox')).toBeNull()
})

test('a long list says how much of it is shown', async () => {
	await render({ total: 900 })
	expect(await screen.findByText(/900/)).toHaveTextContent(
		text('quality.shownFirst', { count: 2, shown: '2' }),
	)
})

test('the list is exported as a file', async () => {
	const files = watchSavedFiles()
	const { user } = await render()
	await count(2)
	await user.click(screen.getByRole('button', { name: text('coverage.exportCsv') }))
	expect(files[0]?.name).toBe('quality-flags-endline.csv')
	const [, first] = await rowsOfFile(files[0])
	expect(first).toEqual([
		text('quality.limits.severity.high'),
		text('quality.kinds.alike'),
		text('quality.flag.alike', { found: '97', limit: '90', many: '1', item: '' }),
		'House 7',
		'Nadia',
		text('quality.states.open'),
	])
})

test('an empty list has no export', async () => {
	await render({ flagged: [], total: 0 })
	expect(await count(0)).toBeVisible()
	expect(screen.queryByRole('button', { name: text('coverage.exportCsv') })).toBeNull()
})

test('offline the problem is shown', async () => {
	await render({}, { replies: { [route]: offline } })
	expect(await screen.findByRole('alert')).toHaveTextContent(text('desk.problem.no-connection'))
})
