import { screen, waitFor, within } from '@testing-library/react'
import { afterEach, expect, test, vi } from 'vitest'
import { Problem } from '#shared/kernel/problem'
import type { RecordFlags } from '#shared/quality/quality-api'
import type { RecordNeighboursResponse } from '#shared/review/record-list'
import type { RecordDetail } from '#shared/review/record-response'
import { announceNews } from '../../testing/news.ts'
import { formListed, historyEntry, recordConflict, recordDetail } from '../../testing/record-fixtures.ts'
import { type DeskOptions, renderDesk } from '../../testing/render-desk.tsx'
import { noContent, offline } from '../../testing/server-replies.ts'
import { text } from '../../testing/text.ts'
import { clearCommentDrafts } from './comment-draft.tsx'
import { RecordDetailScreen } from './record-detail-screen.tsx'
import { clearUndoState } from './undo-state.ts'

afterEach(() => {
	clearCommentDrafts()
	clearUndoState()
})

const { definition: visit } = formListed(
	'visit',
	`
	type             name     label       bind::zila:sealed_to  bind::zila:retention  calculation
	text             place    Place
	integer          rooms    Rooms
	select_one roof  roof     Roof
	text             phone    Telephone   identifiers           30 days
	begin_repeat     members  Members
	text             name     Name
	end_repeat
	calculate        inner    -           -                     -                1 + 1
	calculate        checks   Remarks     -                     -                1 + 1
	audit            audit
	choices
	list_name  name  label
	roof       tin   Tin sheets
`,
)
const noFlags: RecordFlags = { round: 'endline', flags: [], gone: [] }
const moves = 'POST /api/records/record-1/review'
const neighbours: RecordNeighboursResponse = {
	position: 2,
	total: 3,
	isMore: false,
	previous: 'record-0',
	next: 'record-2',
}

interface Given extends DeskOptions {
	readonly record?: Partial<RecordDetail>
	/** Query of the list from which the record was opened. */
	readonly list?: string
}

async function render({ record: over, list = '', replies, ...options }: Given = {}) {
	const desk = await renderDesk(<RecordDetailScreen id="record-1" />, {
		path: `/desk/records/record-1${list}`,
		...options,
		replies: {
			'GET /api/records/record-1': recordDetail(over),
			'GET /api/forms/visit/1': visit,
			'GET /api/quality/records/record-1': noFlags,
			'GET /api/records/record-1/neighbours': neighbours,
			[moves]: noContent,
			...replies,
		},
	})
	return desk
}
const heading = (name = 'House 7') => screen.findByRole('heading', { level: 1, name })
const answers = () => {
	const section = screen.getByRole('region', { name: text('review.answers') })
	return [...section.querySelectorAll('dl > div')].map(
		(each) => `${each.querySelector('dt')?.textContent}: ${each.querySelector('dd bdi')?.textContent}`,
	)
}
const here = () => `${location.pathname}${location.search}`

test('a record shows its enumerator, form, version and status', async () => {
	await render()
	await heading()
	expect(screen.getByText(text('recordStatus.submitted'))).toBeVisible()
	expect(screen.getByText(/record-1/).closest('p')).toHaveTextContent(
		`visit · ${text('review.version', { version: 1 })} · ${text('table.head.record_id')}: record-1`,
	)
	expect(screen.getByText(`${text('review.enumerator')}:`, { exact: false })).toHaveTextContent('Nadia')
	expect(screen.getByRole('link', { name: 'Nadia' })).toHaveAttribute(
		'href',
		expect.stringMatching(/^\/desk\/people\/.*district=PK607$/),
	)
})

test('answers are in the order of the form, followed by rows, without unanswered questions', async () => {
	const { user } = await render({
		record: {
			answers: {
				'members/@b/name': 'Zara',
				'members/@b': 2,
				'members/@a': 1,
				'members/@a/name': 'Amina',
				roof: 'tin',
				inner: 'worked out',
				checks: 'far away',
				audit: 'audit1 5 0',
				place: 'Kot Addu',
				rooms: 3,
			},
		},
	})
	await heading()
	expect(answers()).toEqual([
		'Place: Kot Addu',
		'Rooms: 3',
		'Roof: Tin sheets',
		'Remarks: far away',
		`${text('review.row', { number: 1 })} › Name: Amina`,
		`${text('review.row', { number: 2 })} › Name: Zara`,
	])
	// values that the form calculates for itself are shown on request
	await user.click(screen.getByRole('checkbox', { name: text('review.calculated', { count: 1, total: 1 }) }))
	expect(answers()).toContain('inner: worked out')
})

test('a comment on a value that is not shown is listed beside the answers', async () => {
	await render({
		record: {
			answers: { inner: 'worked out', rooms: 3 },
			notes: ['inner', 'rooms'].map((about) => ({
				revision: 'revision-1',
				about,
				text: `About ${about}`,
				isFromDesk: true,
				isOpen: true,
			})),
			history: [historyEntry({ id: 'revision-1' })],
		},
	})
	await heading()
	const beside = within(screen.getByRole('region', { name: text('comments.title') }))
	expect(beside.getByText('About inner')).toBeVisible()
	expect(beside.queryByText('About rooms')).toBeNull()
	expect(screen.getByText('About rooms')).toBeVisible()
})

test('a record without a name is labelled so, and a void one shows its reason', async () => {
	await render({ record: { name: '', void: 'made twice' } })
	await heading(text('home.untitledRecord'))
	expect(screen.getByText(text('recordStatus.void'))).toBeVisible()
	expect(screen.getByText(text('review.voidWithReason', { reason: 'made twice' }))).toBeVisible()
	expect(screen.queryByRole('region', { name: text('review.title') })).toBeNull()
})

test('a returned record shows who returned it, when, and how many comments are open', async () => {
	const note = { revision: 'revision-2', about: 'rooms', text: 'Count again', isFromDesk: true, isOpen: true }
	await render({
		record: {
			status: 'returned',
			notes: [note, { ...note, about: '', isOpen: false }],
			history: [
				historyEntry(),
				historyEntry({
					id: 'revision-2',
					author: 'Kamran',
					received: '2026-01-20T05:00:00Z',
					changes: [{ path: '$status', before: 'submitted', after: 'returned' }],
				}),
			],
		},
	})
	await heading()
	expect(
		screen.getByText(text('review.returnedBy', { name: 'Kamran', date: '20 Jan, 10:00' }), { exact: false }),
	).toHaveTextContent(text('review.openComments', { count: 1, total: 1 }))
})

test('answers of an unknown form are shown unchanged', async () => {
	await render({
		record: { answers: { roof: 'tin' }, answersError: 'form-unknown' },
		replies: { 'GET /api/forms/visit/1': new Problem('not-found') },
	})
	await heading()
	expect(screen.getByText(text('review.formUnknown'))).toBeVisible()
	expect(screen.queryByText(text('review.unreadable'))).toBeNull()
	expect(answers()).toEqual(['roof: tin'])
})

test('an unreadable record is reported', async () => {
	await render({ record: { answersError: 'too-many-rows' } })
	await heading()
	expect(screen.getByText(text('review.unreadable'))).toBeVisible()
})

test('a record whose rules took too long is reported, with what to do', async () => {
	await render({ record: { answersError: 'TooSlow' } })
	await heading()
	expect(screen.getByText(text('review.rulesTooSlow'))).toBeVisible()
})

test('answers that are no longer relevant are separate, and cannot be edited', async () => {
	await render({ record: { answers: { rooms: 3 }, leftOver: { roof: 'tin', audit: 'audit1 5 0' } } })
	await heading()
	expect(screen.getByRole('heading', { name: text('review.notRelevant') })).toBeVisible()
	expect(answers()).toEqual(['Rooms: 3', 'Roof: Tin sheets'])
	expect(screen.getByRole('button', { name: `${text('cleaning.edit')}: Rooms` })).toBeVisible()
	expect(screen.queryByRole('button', { name: `${text('cleaning.edit')}: Roof` })).toBeNull()
})

test.each([
	['a draft', { status: 'draft' }, {}],
	['a void record', { void: 'made twice' }, {}],
	['a coordinator', {}, { role: 'coordinator' }],
	['an answer with a conflict', { conflicts: [recordConflict()], history: [historyEntry()] }, {}],
] as const)('no answer can be edited for %s', async (_, over, person) => {
	await render({ record: { answers: { rooms: 3 }, ...over } as Partial<RecordDetail>, person })
	await heading()
	expect(screen.queryByRole('button', { name: `${text('cleaning.edit')}: Rooms` })).toBeNull()
})

test('an edited answer is shown after the record was reloaded', async () => {
	const { user, server } = await render({
		record: { answers: { rooms: 3 } },
		replies: { 'POST /api/bulk-edits': { done: ['record-1'], left: [] } },
	})
	await heading()
	await user.click(screen.getByRole('button', { name: `${text('cleaning.edit')}: Rooms` }))
	await user.type(screen.getByRole('textbox', { name: text('cleaning.newAnswer') }), '0')
	await user.type(screen.getByRole('textbox', { name: text('review.reason') }), 'Mistyped')
	server.reply({ 'GET /api/records/record-1': recordDetail({ answers: { rooms: 30 } }) })
	await user.click(screen.getByRole('button', { name: text('cleaning.saveEdit') }))
	await waitFor(() => expect(answers()).toEqual(['Rooms: 30']))
	expect(screen.queryByRole('textbox', { name: text('cleaning.newAnswer') })).toBeNull()
})

test('an identifying answer stays hidden until requested', async () => {
	const sealed = `sealed.${'A'.repeat(210)}`
	const { user } = await render({
		record: { answers: { phone: sealed }, leftOver: { told: `${sealed}B` } },
		replies: { 'POST /api/records/record-1/identifiers/reveal': { answer: '0300' } },
	})
	await heading()
	expect(answers()[0]).toBe(`Telephone: ${text('record.encryptedAnswer')}`)
	// the server decrypts it: not counted for the keys of this page
	expect(await screen.findByText(text('roleKey.damagedCount', { count: 1 }))).toBeVisible()
	await user.click(screen.getByRole('button', { name: text('review.show') }))
	await waitFor(() => expect(answers()[0]).toBe('Telephone: 0300'))
})

test('comments are shown at their questions, the general ones above, with later changes in between', async () => {
	const note = (revision: string, about: string, content: string): RecordDetail['notes'][number] => ({
		revision,
		about,
		text: content,
		isFromDesk: revision === 'revision-2',
		isOpen: true,
	})
	await render({
		record: {
			answers: { rooms: 3 },
			notes: [
				note('revision-2', '', 'All of it'),
				note('revision-2', 'place', 'Where?'),
				note('revision-2', 'rooms', 'So few?'),
			],
			history: [
				historyEntry({ changes: [{ path: 'rooms', before: null, after: 2 }] }),
				historyEntry({ id: 'revision-2', author: 'Sadia' }),
				historyEntry({ id: 'revision-3', changes: [{ path: 'rooms', before: 2, after: 3 }] }),
			],
		},
	})
	await heading()
	const above = screen.getByRole('region', { name: text('comments.title') })
	expect(above).toHaveTextContent(text('comments.onWholeRecord'))
	expect(above).toHaveTextContent('All of it')
	expect(above).toHaveTextContent('Where?')
	const at = screen.getByText('So few?').closest('ul')
	if (!at) throw new Error('the comment has no thread')
	const [comment, change, ...more] = within(at).getAllByRole('listitem')
	expect(comment).toHaveTextContent('Sadia')
	expect(change).toHaveTextContent(text('comments.changed'))
	expect(change).toHaveTextContent('23')
	// the first answer is older than the comments
	expect(more).toEqual([])
})

test('while a record is being returned each answer can be commented on', async () => {
	const { user, server } = await render({
		record: { answers: { rooms: 3 } },
		replies: { 'GET /api/people': [] },
	})
	await heading()
	const comment = `${text('review.comment')}: Rooms`
	expect(screen.queryByRole('button', { name: comment })).toBeNull()
	await user.click(screen.getByRole('button', { name: text('review.return') }))
	await user.click(screen.getByRole('button', { name: comment }))
	await user.type(screen.getByRole('textbox', { name: comment }), 'So few?')
	await user.click(screen.getByRole('button', { name: text('review.returnWithComments', { count: 1 }) }))
	await waitFor(() =>
		expect(server.bodiesOf(moves)).toMatchObject([{ notes: [{ about: 'rooms', text: 'So few?' }] }]),
	)
})

test('an approval from the queue opens the next record of the queue', async () => {
	const { user } = await render({ list: '?form=visit&waiting=1' })
	await heading()
	await user.click(screen.getByRole('button', { name: text('review.approve') }))
	await waitFor(() => expect(here()).toBe('/desk/records/record-2?form=visit&waiting=1'))
})

test('an approval before the position in the queue is known opens the next record too', async () => {
	let isFirst = true
	const neverOnce = () => (isFirst ? new Promise(() => (isFirst = false)) : neighbours)
	const { user } = await render({
		list: '?waiting=1',
		replies: { 'GET /api/records/record-1/neighbours': neverOnce },
	})
	await heading()
	await user.click(screen.getByRole('button', { name: text('review.approve') }))
	await waitFor(() => expect(here()).toBe('/desk/records/record-2?waiting=1'))
})

test('after the last record of the queue the list is shown', async () => {
	const { user } = await render({
		list: '?waiting=1',
		replies: { 'GET /api/records/record-1/neighbours': { ...neighbours, next: null } },
	})
	await heading()
	await user.click(screen.getByRole('button', { name: text('review.approve') }))
	await waitFor(() => expect(here()).toBe('/desk/records?waiting=1'))
})

test('an approval outside the queue stays at the record and reloads it', async () => {
	const { user, server } = await render({ list: '?form=visit' })
	await heading()
	server.reply({ 'GET /api/records/record-1': recordDetail({ status: 'approved' }) })
	await user.click(screen.getByRole('button', { name: text('review.approve') }))
	expect(await screen.findByText(text('recordStatus.approved'))).toBeVisible()
	expect(here()).toBe('/desk/records/record-1?form=visit')
})

test.each([
	['the last conflict leads to the next record', 1, 'record-2', 'record-2', 'conflictResolvedNext'],
	['the last conflict of the last record stays there', 1, null, 'record-1', 'conflictResolvedLast'],
	['with more conflicts the record is reloaded', 2, 'record-2', 'record-1', 'conflictResolvedMore'],
] as const)('in the list of conflicts: %s, and is said', async (_, many, next, record, said) => {
	const address = `/desk/records/${record}?disputed=1`
	const conflicts = [recordConflict(), recordConflict({ id: 'conflict-2', path: 'place' })].slice(0, many)
	const { user, server } = await render({
		list: '?disputed=1',
		record: { conflicts, history: [historyEntry(), historyEntry({ id: 'revision-2' })] },
		replies: {
			'GET /api/records/record-1/neighbours': { ...neighbours, next },
			'POST /api/records/record-1/conflicts': noContent,
		},
	})
	await heading()
	await user.keyboard('2')
	await user.keyboard('Counted{Enter}')
	await waitFor(() => expect(server.bodiesOf('POST /api/records/record-1/conflicts')).toHaveLength(1))
	const loads = () => server.sent.filter(({ method, path }) => method === 'GET' && path.endsWith('record-1'))
	if (address.includes('record-1')) await waitFor(() => expect(loads().length).toBeGreaterThan(1))
	await waitFor(() => expect(here()).toBe(address))
	expect(await screen.findByText(text(`desk.done.${said}`, { count: 1 }))).toBeVisible()
})

test('conflicts come before the decision on the record', async () => {
	await render({ record: { conflicts: [recordConflict()], history: [historyEntry()] } })
	await heading()
	const decision = screen.getByRole('complementary', { name: text('review.decision') })
	expect(screen.getByRole('article').compareDocumentPosition(decision)).toBe(Node.DOCUMENT_POSITION_FOLLOWING)
})

test('without a list there is no position, and with one there is', async () => {
	const { server, unmount } = await render()
	await heading()
	expect(screen.queryByRole('navigation', { name: text('review.positionInList') })).toBeNull()
	expect(server.sent.some(({ path }) => path.endsWith('/neighbours'))).toBe(false)
	unmount()
	await render({ list: '?form=visit' })
	expect(await screen.findByRole('navigation', { name: text('review.positionInList') })).toBeVisible()
})

test('new changes are announced, and shown on request', async () => {
	const { user, server } = await render({ record: { answers: { rooms: 3 } } })
	await heading()
	server.reply({ 'GET /api/records/record-1': recordDetail({ answers: { rooms: 4 } }) })
	await announceNews()
	expect(await screen.findByText(text('desk.newData'), { exact: false })).toBeVisible()
	expect(answers()).toEqual(['Rooms: 3'])
	await user.click(screen.getByRole('button', { name: text('desk.showNewData') }))
	await waitFor(() => expect(answers()).toEqual(['Rooms: 4']))
})

test('rounded locations are marked as rounded, if the form has any', async () => {
	const { definition: withPlace } = formListed('visit', 'type  name  label\ngeopoint  gps  Where')
	const { unmount } = await render({ record: { isBlurred: true } })
	await heading()
	expect(screen.queryByText(text('review.locationsRounded'))).toBeNull()
	unmount()
	await render({ record: { isBlurred: true }, replies: { 'GET /api/forms/visit/1': withPlace } })
	expect(await screen.findByText(text('review.locationsRounded'))).toBeVisible()
})

test('a generated record is marked, except for users who see nothing else', async () => {
	const { unmount } = await render({ record: { demonstration: true } })
	expect(await screen.findByText(text('app.demonstration'))).toBeVisible()
	unmount()
	await render({ record: { demonstration: true }, person: { demonstration: true } })
	await heading()
	expect(screen.queryByText(text('app.demonstration'))).toBeNull()
})

test('a page can be printed once it is loaded', async () => {
	const print = vi.fn()
	vi.stubGlobal('print', print)
	const { user } = await render()
	await user.click(await screen.findByRole('button', { name: text('coverage.print') }))
	expect(print).toHaveBeenCalledOnce()
	vi.unstubAllGlobals()
})

test.each([
	['no network', offline, 'desk.problem.no-connection'],
	['a record of another district', new Problem('not-found'), 'problem.not-found'],
] as const)('for %s the problem is shown and nothing else', async (_, reply, problem) => {
	await render({ replies: { 'GET /api/records/record-1': reply } })
	expect(await screen.findByRole('alert')).toHaveTextContent(text(problem))
	expect(screen.queryByRole('region')).toBeNull()
	expect(screen.queryByRole('button', { name: text('coverage.print') })).toBeNull()
})
