import { screen, waitFor, within } from '@testing-library/react'
import { beforeEach, expect, test } from 'vitest'
import { Problem } from '#shared/kernel/problem'
import { allRounds } from '#shared/study/study'
import type { SavedView, TableRowsRequest, TableRowsResponse } from '#shared/table/table-view'
import { chooseScope } from '../../testing/choose-scope.ts'
import { setClock } from '../../testing/clock.ts'
import { dataColumn, dataForm, linesFound, tableSpec } from '../../testing/live-fixtures.ts'
import { formListed, recordDetail } from '../../testing/record-fixtures.ts'
import { type DeskOptions, renderDesk } from '../../testing/render-desk.tsx'
import { noContent, offline, type SentRequest } from '../../testing/server-replies.ts'
import { text } from '../../testing/text.ts'
import { TableScreen } from './table-screen.tsx'
import { clearTableView } from './table-view-state.ts'

beforeEach(clearTableView)

const route = 'POST /api/table/rows'
const household = dataForm('household', {
	tables: [
		...dataForm('household').tables,
		{ name: 'members', key: 'row_id', columns: [dataColumn('age'), dataColumn('row_id', { own: true })] },
	],
})
const visit = dataForm('visit', { rounds: ['endline'] })
/** Rows of three houses, with the requested columns. */
const houses = (over: Partial<TableRowsResponse> = {}) =>
	linesFound(
		[1, 2, 3].map((n) => ({ record: `record-${n}`, cells: [`House ${n}`, 'tin', n] })),
		over,
	)

const render = ({ replies, ...options }: DeskOptions = {}) =>
	renderDesk(<TableScreen />, {
		path: '/desk/table',
		...options,
		replies: {
			'GET /api/live': [visit, household],
			'GET /api/table/views': [],
			[route]: houses(),
			...replies,
		},
	})
const menu = (name: string) => screen.findByRole('combobox', { name })
/** Head of a column: its question. */
const head = (name: string) => screen.getByRole('button', { name: dataColumn(name).label })
const house = (n: number) => screen.findByText(`House ${n}`)
const requests = (server: { bodiesOf(route: string): unknown[] }) =>
	server.bodiesOf(route) as TableRowsRequest[]
const first: TableRowsRequest = {
	...tableSpec(),
	columns: ['house', 'roof', 'rooms'],
	from: 0,
	many: 100,
	isAnew: false,
	opens: false,
}

test('the household survey of the open round is shown, with its questions and without ids', async () => {
	setClock()
	const { server } = await render()
	expect(await house(1)).toBeVisible()
	expect(requests(server)).toEqual([first])
	expect(screen.getByText(text('table.rowCount', { count: 3, lines: '3' }))).toBeVisible()
	expect(screen.getByText(text('table.asOf', { time: '15 Jan, 10:00' }))).toBeVisible()
	expect(screen.queryByRole('button', { name: 'record_id' })).toBeNull()
})

test('labels are requested in the language of the desk', async () => {
	const { server } = await render({ language: 'ur' })
	await house(1)
	expect(server.sent[0]?.query.get('language')).toBe('ur')
})

test('questions and labels are shown at first; names and codes on request, and from then on', async () => {
	const { user, unmount } = await render()
	await house(1)
	expect(head('roof')).toBeVisible()
	await user.selectOptions(await menu(text('table.texts')), 'codes')
	expect(screen.getByRole('button', { name: 'roof' })).toBeVisible()
	unmount()
	await render()
	await house(1)
	expect(screen.getByRole('button', { name: 'roof' })).toBeVisible()
	localStorage.clear()
})

test('another form has other columns, and starts without conditions, search and order', async () => {
	const { user, server } = await render()
	await house(1)
	await user.click(head('rooms'))
	await user.type(screen.getByRole('searchbox', { name: text('table.search') }), 'Kot')
	await waitFor(() => expect(requests(server).at(-1)?.search).toBe('Kot'))
	await user.selectOptions(await menu(text('review.form')), 'visit')
	await waitFor(() => expect(requests(server).at(-1)).toEqual({ ...first, form: 'visit', table: 'visit' }))
	expect(screen.queryByRole('combobox', { name: text('table.tableLabel') })).toBeNull()
})

test('another round is requested with the same columns and order', async () => {
	const { user, server } = await render()
	await house(1)
	await user.click(head('rooms'))
	chooseScope({ round: 'baseline' })
	expect(screen.queryByRole('combobox', { name: text('desk.round') })).toBeNull()
	await waitFor(() =>
		expect(requests(server).at(-1)).toEqual({
			...first,
			round: 'baseline',
			sort: { column: 'rooms', isDescending: false },
		}),
	)
})

test('a district of the top bar is requested, and all of them again', async () => {
	const { server } = await render()
	await house(1)
	chooseScope({ district: 'PK607' })
	await waitFor(() => expect(requests(server).at(-1)).toEqual({ ...first, district: 'PK607' }))
	chooseScope({ district: '' })
	await waitFor(() => expect(requests(server).at(-1)).toEqual(first))
})

test('the form of the list is opened, and the list opens again with round and district', async () => {
	const { server } = await render({ path: '/desk/table?round=endline&district=PK607&form=visit' })
	await house(1)
	expect(requests(server)).toEqual([{ ...first, form: 'visit', table: 'visit', district: 'PK607' }])
	expect(screen.getByRole('link', { name: text('review.listView') })).toHaveAttribute(
		'href',
		'/desk/records?round=endline&district=PK607&form=visit',
	)
})

test('a view is there again after a record, also of another form than that of the list', async () => {
	const { user, unmount } = await render({ path: '/desk/table?form=household' })
	await house(1)
	await user.selectOptions(await menu(text('review.form')), 'visit')
	await user.click(await screen.findByRole('button', { name: dataColumn('rooms').label }))
	const address = `${location.pathname}${location.search}`
	unmount()
	const { server } = await render({ path: address })
	await house(1)
	expect(requests(server)).toEqual([
		{ ...first, form: 'visit', table: 'visit', sort: { column: 'rooms', isDescending: false } },
	])
})

test('columns of the record itself have heads and values in the language of the desk', async () => {
	const status = dataColumn('record_status', { own: true, label: 'submitted or approved' })
	const replies = {
		'GET /api/live': [
			dataForm('household', {
				tables: [{ name: 'household', key: 'record_id', columns: [dataColumn('house'), status] }],
			}),
		],
		[route]: linesFound([{ record: 'record-1', cells: ['House 1', 'approved'] }]),
	}
	const { user } = await render({ replies })
	await house(1)
	await user.click(screen.getByText(text('table.columns', { count: 1 })))
	await user.click(
		screen.getByRole('checkbox', { name: `${text('table.head.record_status')} record_status` }),
	)
	expect(await screen.findByRole('button', { name: text('table.head.record_status') })).toBeVisible()
	expect(await screen.findByText(text('recordStatus.approved'))).toBeVisible()
})

test('rows of a repeat are a table of their own', async () => {
	const { user, server } = await render()
	await house(1)
	await user.selectOptions(await menu(text('table.tableLabel')), 'members')
	await waitFor(() => expect(requests(server).at(-1)).toMatchObject({ table: 'members', columns: ['age'] }))
})

test('a column is sorted ascending, descending, and by arrival', async () => {
	const { user, server } = await render()
	await house(1)
	for (const sort of [
		{ column: 'rooms', isDescending: false },
		{ column: 'rooms', isDescending: true },
		null,
	]) {
		await user.click(head('rooms'))
		await waitFor(() => expect(requests(server).at(-1)?.sort).toEqual(sort))
	}
	await user.click(head('rooms'))
	await user.click(head('roof'))
	await waitFor(() => expect(requests(server).at(-1)?.sort).toEqual({ column: 'roof', isDescending: false }))
})

test('a condition filters the rows, is shown above them, and can be removed', async () => {
	const { user, server } = await render()
	await user.selectOptions(await menu(text('table.filter')), 'rooms')
	await user.type(screen.getByLabelText(text('table.value')), '3')
	await user.click(screen.getByRole('button', { name: text('table.applyFilter') }))
	await waitFor(() => expect(requests(server).at(-1)?.filter).toBe('rooms eq 3'))
	await user.click(
		screen.getByRole('button', {
			name: text('table.removeFilter', {
				condition: `${dataColumn('rooms').label} ${text('table.operator.eq')} 3`,
			}),
		}),
	)
	await waitFor(() => expect(requests(server).at(-1)?.filter).toBe(''))
})

test('a value found in a column becomes an additional filter', async () => {
	const { user, server } = await render({
		replies: {
			'POST /api/table/column-summary': {
				lines: 3,
				missing: 0,
				sealed: 0,
				values: [{ value: "o'clock", label: '', many: 3 }],
				others: 0,
				numbers: null,
				wordings: [],
				choices: [],
			},
		},
	})
	await user.selectOptions(await menu(text('table.filter')), 'rooms')
	await user.type(screen.getByLabelText(text('table.value')), '3{Enter}')
	await user.click(
		screen.getByRole('button', { name: text('table.statistics', { column: dataColumn('house').label }) }),
	)
	await user.click(await screen.findByRole('button', { name: "o'clock" }))
	await waitFor(() => expect(requests(server).at(-1)?.filter).toBe("rooms eq 3 and house eq 'o''clock'"))
	await user.click(screen.getByRole('button', { name: text('table.close') }))
	expect(screen.queryByRole('complementary')).toBeNull()
})

test('columns are selected, and requested in their order', async () => {
	const { user, server } = await render()
	await house(1)
	await user.click(screen.getByText(text('table.columns', { count: 3 })))
	await user.click(screen.getByRole('checkbox', { name: `${text('table.head.record_id')} record_id` }))
	await waitFor(() =>
		expect(requests(server).at(-1)?.columns).toEqual(['record_id', 'house', 'roof', 'rooms']),
	)
})

test('a saved view is shown as saved, with its columns', async () => {
	const view: SavedView = {
		...tableSpec({ form: 'visit', table: 'visit', filter: 'rooms gt 3' }),
		id: 'view-1',
		name: 'Large',
		columns: ['rooms'],
		by: 'Bina',
		isOwn: false,
	}
	const { user, server } = await render({ replies: { 'GET /api/table/views': [view] } })
	await user.click(await screen.findByText(text('table.views', { count: 1 })))
	await user.click(screen.getByRole('button', { name: text('table.openNamedView', { name: 'Large' }) }))
	await waitFor(() =>
		expect(requests(server).at(-1)).toEqual({
			...first,
			form: 'visit',
			table: 'visit',
			filter: 'rooms gt 3',
			columns: ['rooms'],
		}),
	)
})

test('the current view is saved, with a note about search words if there are some', async () => {
	const { user, server } = await render({ replies: { 'POST /api/table/views': noContent } })
	await house(1)
	await user.click(screen.getByText(text('table.views', { count: 0 })))
	expect(screen.queryByText(text('table.textNotSaved'))).toBeNull()
	await user.type(screen.getByRole('searchbox', { name: text('table.search') }), 'Amina')
	expect(await screen.findByText(text('table.textNotSaved'))).toBeVisible()
	await user.type(screen.getByRole('textbox', { name: text('table.viewName') }), 'Mine{Enter}')
	await waitFor(() =>
		expect(server.bodiesOf('POST /api/table/views')).toMatchObject([
			{ name: 'Mine', form: 'household', columns: ['house', 'roof', 'rooms'] },
		]),
	)
})

test('an empty result is reported', async () => {
	await render({ replies: { [route]: linesFound([]) } })
	expect(await screen.findByText(text('table.empty'))).toBeVisible()
	expect(screen.getByText(text('table.rowCount', { count: 0, lines: '0' }))).toBeVisible()
})

test('until the first rows are loaded a loading text is shown', async () => {
	let answer: (reply: unknown) => void = () => {}
	const reply = new Promise((done) => {
		answer = done
	})
	await render({ replies: { [route]: () => reply } })
	expect(await screen.findByText(text('table.loading'))).toBeVisible()
	answer(houses())
	await house(1)
	expect(screen.queryByText(text('table.loading'))).toBeNull()
})

test('new records are announced, and can be loaded', async () => {
	const { user, server } = await render({ replies: { [route]: houses({ isOld: true }) } })
	await user.click(await screen.findByRole('button', { name: text('table.newDataRefresh') }))
	await waitFor(() => expect(requests(server).at(-1)).toEqual({ ...first, isAnew: true }))
	server.reply({ [route]: houses() })
	await user.click(head('rooms'))
	await waitFor(() => expect(requests(server).at(-1)).toMatchObject({ isAnew: false }))
	await waitFor(() => expect(screen.queryByRole('button', { name: text('table.newDataRefresh') })).toBeNull())
})

test.each([
	['no network', offline, 'desk.problem.no-connection'],
	['a refusal', new Problem('server-busy'), 'desk.problem.server-busy'],
] as const)('after %s the problem is shown, and the next try shows the rows', async (_, reply, problem) => {
	const { user, server } = await render({ replies: { [route]: reply } })
	expect(await screen.findByRole('alert')).toHaveTextContent(text(problem))
	server.reply({ [route]: houses() })
	await user.click(screen.getByRole('button', { name: text('app.retry') }))
	await house(1)
	expect(screen.queryByRole('alert')).toBeNull()
})

test('rows are requested in blocks as they scroll into view', async () => {
	const line = (place: number) => ({ record: `record-${place}`, cells: [`House ${place}`, 'tin', place] })
	const { server } = await render({
		replies: {
			[route]: ({ body }: SentRequest) => {
				const { from, many } = body as TableRowsRequest
				return linesFound(
					Array.from({ length: many }, (_, i) => line(from + i)),
					{ total: 1000 },
				)
			},
		},
	})
	await house(1)
	const box = screen.getByRole('region', { name: text('desk.page.table') })
	box.scrollTop = 250 * 36
	box.dispatchEvent(new Event('scroll'))
	await house(251)
	expect(requests(server).map(({ from }) => from)).toEqual([0, 200])
})

test('a record is shown beside the table and corrected there, and the table is loaded again', async () => {
	const { definition } = formListed('household', 'type  name  label\ninteger  rooms  Rooms')
	const { user, server } = await render({
		person: { role: 'data-manager', districts: 'all' },
		replies: {
			'GET /api/records/record-1': recordDetail({ form: 'household', answers: { rooms: 3 } }),
			'GET /api/forms/household/1': definition,
			'POST /api/bulk-edits': { done: ['record-1'], left: [] },
		},
	})
	await house(1)
	const before = requests(server).length
	await user.click(screen.getAllByRole('link', { name: /^\d$/ })[0] as HTMLElement)
	const panel = within(await screen.findByRole('complementary', { name: 'House 7' }))
	expect(panel.getByText('Rooms')).toBeVisible()
	expect(panel.getByRole('link', { name: text('table.openRecord') })).toHaveAttribute(
		'href',
		'/desk/records/record-1',
	)
	await user.click(panel.getByRole('button', { name: `${text('cleaning.edit')}: Rooms` }))
	await user.clear(panel.getByRole('textbox', { name: text('cleaning.newAnswer') }))
	await user.type(panel.getByRole('textbox', { name: text('cleaning.newAnswer') }), '4')
	await user.type(panel.getByRole('textbox', { name: text('review.reason') }), 'Counted again')
	await user.click(panel.getByRole('button', { name: text('cleaning.saveEdit') }))
	await waitFor(() => expect(requests(server).length).toBeGreaterThan(before))
	expect(requests(server).at(-1)?.isAnew).toBe(true)
	await user.click(panel.getByRole('button', { name: text('table.close') }))
	expect(screen.queryByRole('complementary')).toBeNull()
})

test('returning from a record restores the table', async () => {
	const { user, unmount } = await render()
	await user.selectOptions(await menu(text('review.form')), 'visit')
	await house(1)
	await user.click(head('roof'))
	unmount()
	const { server } = await render()
	await house(1)
	expect(requests(server)).toMatchObject([{ form: 'visit', sort: { column: 'roof', isDescending: false } }])
})

test('a demonstration account starts with its own round', async () => {
	const { server } = await render({
		person: { demonstration: true },
		study: { rounds: [...allRounds] },
		replies: { 'GET /api/live': [dataForm('household', { rounds: ['demo'] })] },
	})
	await house(1)
	expect(requests(server)).toMatchObject([{ round: 'demo' }])
})

test('encrypted answers are requested only when they are decrypted', async () => {
	const sealed = dataColumn('told', { sealedTo: 'data-manager' })
	const { user, server } = await render({
		replies: {
			'GET /api/live': [
				dataForm('household', { tables: [{ name: 'household', key: 'record_id', columns: [sealed] }] }),
			],
			[route]: linesFound([{ record: 'record-1', cells: [{ path: 'told', text: null }] }]),
		},
	})
	expect(await screen.findByText(text('record.encryptedAnswer'))).toBeVisible()
	await user.click(screen.getByRole('button', { name: text('table.decrypt') }))
	expect(screen.getByLabelText(text('roleKey.secretKey'))).toBeVisible()
	// no key is open yet
	expect(requests(server).every(({ opens }) => !opens)).toBe(true)
})

test('without a form, or offline, there is no table', async () => {
	const { unmount } = await render({ replies: { 'GET /api/live': [] } })
	expect(screen.queryByRole('table')).toBeNull()
	unmount()
	await render({ replies: { 'GET /api/live': offline } })
	expect(await screen.findByRole('alert')).toHaveTextContent(text('desk.problem.no-connection'))
})
