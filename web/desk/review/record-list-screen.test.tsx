import { screen, waitFor, within } from '@testing-library/react'
import { afterEach, expect, test } from 'vitest'
import { Problem } from '#shared/kernel/problem'
import { type BulkResult, maxBulkRecords } from '#shared/review/bulk-review'
import type { QuarantineListResponse } from '#shared/review/quarantine'
import type { RecordListItem } from '#shared/review/record-list'
import { chooseScope } from '../../testing/choose-scope.ts'
import { setClock } from '../../testing/clock.ts'
import { announceNews } from '../../testing/news.ts'
import { formListed, recordListed } from '../../testing/record-fixtures.ts'
import { type DeskOptions, renderDesk } from '../../testing/render-desk.tsx'
import { setScreenWidth } from '../../testing/screen-width.ts'
import { offline, type SentRequest } from '../../testing/server-replies.ts'
import { beginning, text } from '../../testing/text.ts'
import { RecordListScreen } from './record-list-screen.tsx'
import { clearUndoState } from './undo-state.ts'

afterEach(clearUndoState)

const moves = 'POST /api/review/bulk'
const nothingHeld: QuarantineListResponse = { waiting: [], decided: [] }
const page = (records: readonly RecordListItem[], over: { total?: number; isMore?: boolean } = {}) => ({
	records,
	total: records.length,
	isMore: false,
	...over,
})
const some = (many: number, over: Partial<RecordListItem> = {}) =>
	Array.from({ length: many }, (_, i) =>
		recordListed({ id: `record-${i}`, name: `House ${i}`, lastSeq: 100 - i, ...over }),
	)
const allDone = ({ body }: SentRequest): BulkResult => ({
	done: (body as { records: { id: string }[] }).records.map(({ id }) => id),
	left: [],
})

const render = (records: readonly RecordListItem[], { replies, ...options }: DeskOptions = {}) =>
	renderDesk(<RecordListScreen />, {
		path: '/desk/records',
		...options,
		replies: {
			'GET /api/records': page(records),
			'GET /api/review/facets': null,
			'GET /api/forms': [formListed('visit', 'type  name  label\ntext  place  Place')],
			'GET /api/quarantine': nothingHeld,
			'GET /api/people': [],
			[moves]: allDone,
			...replies,
		},
	})
const queue = (records: readonly RecordListItem[], options: DeskOptions = {}) =>
	render(records, { path: '/desk/records?waiting=1', ...options })

const link = (name: string) => screen.findByRole('link', { name })
const box = (name: string) => screen.getByRole('checkbox', { name: text('review.selectRecord', { name }) })
const approve = (count: number) =>
	screen.getByRole('button', { name: text('review.approveCount', { count }) })
const here = () => `${location.pathname}${location.search}${location.hash}`
const rows = () => screen.getAllByRole('row').slice(1)

test('a record is a row: form, district, enumerator, status and last change', async () => {
	setClock()
	await render([recordListed()])
	expect(await link('House 7')).toHaveAttribute('href', '/desk/records/record-1')
	const [row] = rows()
	expect(
		within(row as HTMLElement)
			.getAllByRole('cell')
			.map(({ textContent }) => textContent),
	).toEqual(['visit', 'Dera Ghazi Khan', 'Nadia', text('recordStatus.submitted'), '10 Jan, 14:00'])
	expect(screen.getByText(text('review.recordCount', { count: 1, total: '1' }))).toBeVisible()
	expect(screen.getByRole('heading', { name: text('desk.page.records') })).toBeVisible()
})

test.each<[string, Partial<RecordListItem>, () => string]>([
	['without a name', { name: '' }, () => text('home.untitledRecord')],
	['of the whole country', { district: 'national' }, () => text('review.national')],
	['of a district that is not in the study', { district: 'PK999' }, () => 'PK999'],
	['of a form that is not listed', { form: 'lost' }, () => 'lost'],
	['that is void', { isVoid: true }, () => text('recordStatus.void')],
	['that could not be read', { answersError: 'form-unknown' }, () => text('review.unreadable')],
	['with a conflict', { openConflicts: 1, isVoid: true }, () => text('recordStatus.needs-decision')],
	[
		'with conflicts of two kinds',
		{ openConflicts: 2, openKinds: ['late', 'row'] },
		() =>
			`${text('recordStatus.needs-decision')} ${text('review.conflictKind.late')} · ${text('review.conflictKind.row')}`,
	],
])('a record %s says so', async (_, over, expected) => {
	await render([recordListed(over)])
	await screen.findAllByRole('row')
	await waitFor(() => expect(rows()[0]).toHaveTextContent(expected()))
})

test('on a server for the helpline alone no district is shown', async () => {
	await render([recordListed()], { study: { serves: ['helpline'] } })
	await link('House 7')
	expect(screen.queryByRole('columnheader', { name: text('review.district') })).toBeNull()
	expect(screen.queryByText('Dera Ghazi Khan')).toBeNull()
})

test('all records are a list or a table, and a chosen round is kept; the review queue is a list alone', async () => {
	const views = () => screen.queryByRole('navigation', { name: text('desk.page.records') })
	const { unmount } = await render([], {
		path: '/desk/records?round=baseline',
		person: { role: 'data-manager', districts: 'all' },
	})
	expect(within(views() as HTMLElement).getByRole('link', { name: text('desk.page.table') })).toHaveAttribute(
		'href',
		'/desk/table?round=baseline',
	)
	expect(screen.getByRole('link', { name: text('review.listView') })).toHaveAttribute('aria-current', 'page')
	unmount()
	await queue([], { person: { role: 'data-manager', districts: 'all' } })
	expect(views()).toBeNull()
})

test.each([
	['', 'review.empty.records'],
	['?waiting=1', 'review.empty.review'],
	['?disputed=1', 'review.empty.conflicts'],
] as const)(
	'an empty list (%s) says what it waits for, and offers neither more nor a file',
	async (search, why) => {
		await render([], { path: `/desk/records${search}` })
		expect(await screen.findByText(text('review.recordCount', { count: 0, total: '0' }))).toBeVisible()
		expect(screen.getByText(text(why))).toBeVisible()
		expect(screen.queryByRole('button', { name: text('review.more') })).toBeNull()
		expect(screen.queryByRole('button', { name: beginning(text('coverage.exportCsv')) })).toBeNull()
		expect(screen.queryByRole('button', { name: text('desk.clearFilters') })).toBeNull()
	},
)

test('filters that match nothing are removed from the empty list; the round stays', async () => {
	const { user } = await render([], { path: '/desk/records?round=baseline&status=approved&search=Jampur' })
	const why = await screen.findByText(text('review.empty.filtered'))
	const list = why.closest('div') as HTMLElement
	await user.click(within(list).getByRole('button', { name: text('desk.clearAllFilters') }))
	expect(here()).toBe('/desk/records?round=baseline')
	expect(
		await screen.findByText(beginning(`${text('review.empty.records')} ${text('review.empty.otherScope')}`)),
	).toBeVisible()
})

test.each([
	['a queue', '?waiting=1', 'desk.page.review'],
	['the list of conflicts', '?disputed=1', 'desk.page.conflicts'],
] as const)('%s has its own title', async (_, search, title) => {
	await render([], { path: `/desk/records${search}` })
	expect(await screen.findByRole('heading', { name: text(title) })).toBeVisible()
})

test('the filter of the address is requested, of all rounds; round and district are those of the top bar', async () => {
	const { server } = await render([recordListed()], { path: '/desk/records?status=returned&nothing=1' })
	expect(await link('House 7')).toHaveAttribute('href', '/desk/records/record-1?status=returned')
	const request = server.sent.find(({ path }) => path === '/api/records')
	expect(Object.fromEntries(request?.query ?? [])).toEqual({ status: 'returned' })
	chooseScope({ round: 'baseline', district: 'PK607' })
	await waitFor(() =>
		expect(Object.fromEntries(server.sent.at(-1)?.query ?? [])).toEqual({
			status: 'returned',
			round: 'baseline',
			district: 'PK607',
		}),
	)
	expect(screen.queryByRole('combobox', { name: text('desk.round') })).toBeNull()
	expect(screen.queryByRole('combobox', { name: text('review.district') })).toBeNull()
})

test('the scope that was chosen on another page holds, and goes along to a record', async () => {
	localStorage.setItem('zila-scope', JSON.stringify({ 'person-sadia': { round: 'baseline' } }))
	const { user } = await render([recordListed()], { path: '/desk/records?order=oldest' })
	expect(await link('House 7')).toHaveAttribute('href', '/desk/records/record-1?order=oldest&round=baseline')
	await user.click(screen.getByRole('button', { name: text('review.status') }))
	await user.click(screen.getByRole('checkbox', { name: text('recordStatus.returned') }))
	expect(here()).toBe('/desk/records?order=oldest&round=baseline&status=returned')
	localStorage.clear()
})

test('more is loaded after the last row, and loaded rows stay', async () => {
	const [first, second] = [some(2), [recordListed({ id: 'record-9', name: 'House 9' })]]
	const { user, server } = await render([], { replies: { 'GET /api/records': page(first, { total: 3 }) } })
	await link('House 1')
	server.reply({ 'GET /api/records': page(second, { total: 3 }) })
	await user.click(screen.getByRole('button', { name: text('home.more', { count: 1 }) }))
	await link('House 9')
	expect(rows()).toHaveLength(3)
	expect(server.sent.at(-1)?.query.get('before')).toBe('99')
	expect(screen.queryByRole('button', { name: text('home.more', { count: 1 }) })).toBeNull()
})

test('an incomplete count is reported, and more can be loaded', async () => {
	await render([], { replies: { 'GET /api/records': page(some(1), { total: 1000, isMore: true }) } })
	expect(
		await screen.findByText(text('review.recordCountAbove', { count: 1000, total: '1,000' })),
	).toBeVisible()
	expect(screen.getByRole('button', { name: text('review.more') })).toBeEnabled()
})

test('when the rest cannot be loaded, the rows stay and the problem is shown', async () => {
	const { user, server } = await render([], {
		replies: { 'GET /api/records': page(some(1), { total: 2 }) },
	})
	await link('House 0')
	server.reply({ 'GET /api/records': offline })
	await user.click(screen.getByRole('button', { name: text('home.more', { count: 1 }) }))
	expect(await screen.findByRole('alert')).toHaveTextContent(text('desk.problem.no-connection'))
	expect(rows()).toHaveLength(1)
})

test('new records are announced, and shown on request', async () => {
	const { user, server } = await render(some(1))
	await link('House 0')
	server.reply({ 'GET /api/records': page(some(2)) })
	await announceNews()
	const note = await screen.findByText(beginning(text('desk.newData')))
	await user.click(within(note).getByRole('button', { name: text('desk.showNewData') }))
	await link('House 1')
})

test('quarantined changes are reported above all records, and not in the queue', async () => {
	const held: QuarantineListResponse = {
		waiting: [
			{
				id: 'held-1',
				why: 'not-active',
				author: 'Nadia',
				phone: 'Phone 4',
				writtenAs: null,
				written: null,
				received: '2026-01-10T09:00:00.000Z',
				form: null,
				changes: 1,
				isBeginning: false,
				record: null,
			},
		],
		decided: [],
	}
	const { unmount } = await render([], { replies: { 'GET /api/quarantine': held } })
	expect(await screen.findByText(text('review.quarantinedCount', { count: 1 }))).toBeVisible()
	unmount()
	await queue(some(1), { replies: { 'GET /api/quarantine': held } })
	await link('House 0')
	expect(screen.queryByText(text('review.quarantinedCount', { count: 1 }))).toBeNull()
})

test('a safeguarding lead without a key is told to create one', async () => {
	await render([], { person: { role: 'safeguarding-lead' }, replies: { 'GET /api/role-keys': [] } })
	expect(await screen.findByText(text('roleKey.noKey'), { exact: false })).toBeVisible()
	expect(screen.getByRole('link', { name: text('roleKey.create') })).toHaveAttribute('href', '/desk/account')
})

test('only approvable records can be selected, and others show why not', async () => {
	const { user, server } = await queue([
		recordListed(),
		recordListed({ id: 'record-2', name: 'House 8', quickApprovalBlocker: 'conflict', openFlags: null }),
		recordListed({ id: 'record-3', name: 'House 9', quickApprovalBlocker: 'flags-open', openFlags: 2 }),
	])
	await link('House 7')
	expect(box('House 8')).toBeDisabled()
	expect(box('House 9')).toBeDisabled()
	expect(rows()[1]).toHaveTextContent(text('review.notChangedReason.conflict'))
	// the count already shows it
	expect(rows()[2]).not.toHaveTextContent(text('review.notChangedReason.flags-open'))
	await user.click(screen.getByRole('checkbox', { name: text('review.selectApprovable') }))
	expect(box('House 7')).toBeChecked()
	await user.click(approve(1))
	await waitFor(() =>
		expect(server.bodiesOf(moves)).toEqual([{ kind: 'approve', records: [{ id: 'record-1', lastSeq: 11 }] }]),
	)
	expect(await screen.findByText(text('review.undoOneHint', { name: 'House 7' }))).toBeVisible()
	expect(server.sent.filter(({ path }) => path === '/api/records')).toHaveLength(2)
	expect(box('House 7')).not.toBeChecked()
})

test('selected records can be deselected, one by one or all', async () => {
	const { user } = await queue(some(2))
	await link('House 0')
	await user.click(box('House 0'))
	await user.click(box('House 1'))
	await user.click(box('House 0'))
	expect(approve(1)).toBeEnabled()
	await user.click(screen.getByRole('button', { name: text('review.clearSelection') }))
	expect(box('House 1')).not.toBeChecked()
	expect(screen.queryByRole('button', { name: text('review.approveCount', { count: 1 }) })).toBeNull()
})

test('the selection is limited to what can be approved at once, and this is reported', async () => {
	const { user } = await queue(some(maxBulkRecords + 3))
	await link('House 0')
	await user.click(screen.getByRole('checkbox', { name: text('review.selectApprovable') }))
	expect(approve(maxBulkRecords)).toBeEnabled()
	expect(screen.getByText(text('review.selectionLimit', { count: maxBulkRecords }))).toBeVisible()
	expect(box(`House ${maxBulkRecords}`)).not.toBeChecked()
})

test('shortcuts move through the queue, select, and approve the selection', async () => {
	const { user, server } = await queue(some(3))
	await link('House 0')
	await user.keyboard('jjx')
	expect(await link('House 1')).toHaveFocus()
	expect(box('House 1')).toBeChecked()
	await user.keyboard('kxa')
	await waitFor(() =>
		expect(server.bodiesOf(moves)).toEqual([
			{
				kind: 'approve',
				records: [
					{ id: 'record-0', lastSeq: 100 },
					{ id: 'record-1', lastSeq: 99 },
				],
			},
		]),
	)
})

test('the key a approves the focused row, and moves to its successor', async () => {
	const { user, server } = await queue(some(3))
	await link('House 0')
	await user.keyboard('jj')
	const left = some(3).filter(({ id }) => id !== 'record-1')
	// no further record after the last one
	server.reply({ 'GET /api/records': ({ query }: SentRequest) => page(query.has('before') ? [] : left) })
	await user.keyboard('a')
	await waitFor(() => expect(screen.queryByRole('link', { name: 'House 1' })).toBeNull())
	expect(server.bodiesOf(moves)).toMatchObject([{ records: [{ id: 'record-1' }] }])
	expect(await link('House 2')).toHaveFocus()
})

test('a record that is not approvable is neither selected nor approved by shortcut, and can be returned', async () => {
	const { user, server } = await queue(some(1, { quickApprovalBlocker: 'flags-open', openFlags: 1 }))
	await link('House 0')
	await user.keyboard('jxa')
	expect(server.bodiesOf(moves)).toEqual([])
	expect(box('House 0')).not.toBeChecked()
	await user.keyboard('r')
	expect(here()).toBe('/desk/records/record-0?waiting=1#return')
})

test('outside the queue nothing is selected, approved or returned', async () => {
	const { user, server } = await render(some(1))
	await link('House 0')
	await user.keyboard('jxar')
	expect(server.bodiesOf(moves)).toEqual([])
	expect(here()).toBe('/desk/records')
	expect(screen.queryByRole('checkbox', { name: text('review.selectApprovable') })).toBeNull()
})

test('users who may not review see a plain list at the same address', async () => {
	await queue(some(1), { person: { role: 'administrator' } })
	await link('House 0')
	expect(screen.queryByRole('checkbox', { name: text('review.selectApprovable') })).toBeNull()
	expect(screen.getByRole('heading', { name: text('desk.page.records') })).toBeVisible()
})

test('a refusal is shown, the selection stays, and the list is reloaded', async () => {
	const { user, server } = await queue(some(1), { replies: { [moves]: new Problem('server-stopped') } })
	await link('House 0')
	await user.click(box('House 0'))
	await user.click(approve(1))
	expect(await screen.findByRole('alert')).toHaveTextContent(text('problem.server-stopped'))
	expect(box('House 0')).toBeChecked()
	await waitFor(() => expect(approve(1)).toBeEnabled())
	expect(server.sent.filter(({ path }) => path === '/api/records')).toHaveLength(2)
})

test('on a narrow screen a button selects all approvable records', async () => {
	setScreenWidth()
	const { user } = await queue(some(2))
	await link('House 0')
	await user.click(screen.getByRole('button', { name: text('review.selectApprovable') }))
	expect(approve(2)).toBeEnabled()
})

test('a list with generated records says so', async () => {
	await render(some(1, { demonstration: true }))
	expect(await screen.findByText(text('app.demonstration'))).toBeVisible()
})

test('offline the problem is shown, and the next try shows the list', async () => {
	const { user, server } = await render([], { replies: { 'GET /api/records': offline } })
	expect(await screen.findByRole('alert')).toHaveTextContent(text('desk.problem.no-connection'))
	expect(screen.queryByRole('table')).toBeNull()
	server.reply({ 'GET /api/records': page(some(1)) })
	await user.click(screen.getByRole('button', { name: text('desk.refresh') }))
	await link('House 0')
	expect(screen.queryByRole('alert')).toBeNull()
})
