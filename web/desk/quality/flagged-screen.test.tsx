import { screen, waitFor } from '@testing-library/react'
import { beforeEach, expect, test } from 'vitest'
import type { FlaggedList } from '#shared/quality/quality-api'
import { setClock } from '../../testing/clock.ts'
import { flagListed } from '../../testing/quality-fixtures.ts'
import { type DeskOptions, renderDesk } from '../../testing/render-desk.tsx'
import { rowsOfFile, watchSavedFiles } from '../../testing/saved-files.ts'
import { noContent, offline } from '../../testing/server-replies.ts'
import { beginning, text } from '../../testing/text.ts'
import { FlaggedScreen } from './flagged-screen.tsx'

beforeEach(() => setClock())

const route = 'GET /api/quality/flags'
const nadia = { id: 'person-nadia', name: 'Nadia', code: 'nadia' }
const listed = (over: Partial<FlaggedList> = {}): FlaggedList => ({
	flagged: [
		{ flag: flagListed(), name: 'House 7', person: nadia },
		{ flag: flagListed({ subject: 'record-2', kind: 'line-twice', found: 2 }), name: '', person: nadia },
	],
	total: 2,
	uncompared: 0,
	outdatedDistricts: 0,
	...over,
})
const render = (over: Partial<FlaggedList> = {}, { replies, ...options }: DeskOptions = {}) =>
	renderDesk(<FlaggedScreen />, {
		path: '/desk/quality/flags',
		...options,
		replies: { [route]: listed(over), ...replies },
	})
const count = (total: number) => screen.findByText(text('quality.flagCount', { count: total }))
const menu = (name: string) => screen.getByRole('combobox', { name }) as HTMLSelectElement

test('open interview flags of the round are listed, with record and enumerator', async () => {
	const { server } = await render()
	expect(await count(2)).toBeVisible()
	expect(screen.getByRole('link', { name: 'House 7' })).toHaveAttribute('href', '/desk/records/record-1')
	expect(screen.getByRole('link', { name: text('home.untitledRecord') })).toHaveAttribute(
		'href',
		'/desk/records/record-2',
	)
	expect(screen.getAllByRole('link', { name: 'Nadia' })[0]).toHaveAttribute(
		'href',
		'/desk/quality/enumerators/person-nadia?round=endline&district=PK607',
	)
	expect(Object.fromEntries(server.sent[0]?.query ?? [])).toEqual({ round: 'endline', state: 'open' })
})

test('kind, state and district are in the address, and invalid values are ignored', async () => {
	const { user, server } = await render({}, { path: '/desk/quality/flags?kind=often-short&state=lost' })
	await count(2)
	expect(menu(text('quality.kind'))).toHaveValue('')
	expect(menu(text('quality.status'))).toHaveValue('open')
	// only flags on single interviews
	expect([...menu(text('quality.kind')).options].map(({ value }) => value)).not.toContain('often-short')
	await user.selectOptions(menu(text('quality.kind')), 'alike')
	await user.selectOptions(menu(text('quality.status')), 'explained')
	await user.selectOptions(menu(text('quality.district')), 'PK607')
	expect(new URLSearchParams(location.search).toString()).toBe(
		'round=endline&kind=alike&state=explained&district=PK607',
	)
	await waitFor(() =>
		expect(Object.fromEntries(server.sent.at(-1)?.query ?? [])).toEqual({
			round: 'endline',
			district: 'PK607',
			kind: 'alike',
			state: 'explained',
		}),
	)
	expect(screen.getByRole('link', { name: text('quality.backToList') })).toHaveAttribute(
		'href',
		'/desk/quality?round=endline&district=PK607',
	)
})

test('a resolved flag leaves the list', async () => {
	const { user, server } = await render({}, { replies: { 'POST /api/quality/resolutions': noContent } })
	await count(2)
	const [first] = screen.getAllByRole('button', { name: beginning(text('quality.resolve')) })
	await user.click(first as HTMLElement)
	await user.click(screen.getByRole('radio', { name: beginning(text('quality.states.corrected')) }))
	await user.type(screen.getByRole('textbox', { name: text('quality.reason') }), 'Asked again')
	server.reply({ [route]: listed({ flagged: listed().flagged.slice(1), total: 1 }) })
	await user.click(screen.getByRole('button', { name: text('quality.save') }))
	expect(await count(1)).toBeVisible()
	expect(screen.queryByRole('link', { name: 'House 7' })).toBeNull()
	expect(server.bodiesOf('POST /api/quality/resolutions')).toMatchObject([
		{ round: 'endline', kind: 'alike', subject: 'record-1', state: 'corrected' },
	])
})

test('the list is exported as a file', async () => {
	const files = watchSavedFiles()
	const { user } = await render()
	await count(2)
	await user.click(screen.getByRole('button', { name: text('coverage.exportCsv') }))
	expect(files[0]?.name).toBe('quality-flags-endline.csv')
	const [head, first] = await rowsOfFile(files[0])
	expect(head).toEqual([
		text('review.name'),
		text('review.enumerator'),
		text('quality.flagLabel'),
		text('quality.status'),
	])
	expect(first).toEqual([
		'House 7',
		'Nadia',
		text('quality.flag.alike', { found: '97', limit: '90', many: '1', item: '' }),
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
	expect(await screen.findByRole('alert')).toHaveTextContent(text('problem.no-connection'))
})
