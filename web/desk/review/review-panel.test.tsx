import { screen, waitFor } from '@testing-library/react'
import { afterEach, expect, test, vi } from 'vitest'
import { Problem } from '#shared/kernel/problem'
import type { RecordDetail } from '#shared/review/record-response'
import { personListed } from '../../testing/people-fixtures.ts'
import { recordDetail } from '../../testing/record-fixtures.ts'
import { type DeskOptions, renderDesk } from '../../testing/render-desk.tsx'
import { noContent, offline } from '../../testing/server-replies.ts'
import { text } from '../../testing/text.ts'
import { WithReading } from '../../testing/with-reading.tsx'
import type { FormReading } from '../kit/form-labels.ts'
import { useUnsavedChanges } from '../kit/unsaved-changes.ts'
import { clearCommentDrafts, useCommentDraft } from './comment-draft.tsx'
import { ReviewPanel } from './review-panel.tsx'
import { UndoBar } from './undo-bar.tsx'
import { clearUndoState } from './undo-state.ts'

afterEach(() => {
	clearCommentDrafts()
	clearUndoState()
})

const visit = `
	type          name     label
	text          place    Place
	integer       rooms    Rooms
	note          thanks   Thank you
	begin_repeat  members  Members
	integer       age      Age
	end_repeat    -        -
`
const moves = 'POST /api/records/record-1/review'

interface Given extends DeskOptions {
	readonly record?: Partial<RecordDetail>
	/** True while the reason of another decision is typed on the page. */
	readonly isDeciding?: boolean
}

async function renderPanel({ record: over, isDeciding = false, replies, ...options }: Given = {}) {
	const [onMoved, onOutdated] = [vi.fn(), vi.fn()]
	const record = recordDetail(over)
	const desk = await renderDesk(
		<WithReading lines={visit} record={record}>
			{(reading) => (
				<Panel
					record={record}
					reading={reading}
					isDeciding={isDeciding}
					onMoved={onMoved}
					onOutdated={onOutdated}
				/>
			)}
		</WithReading>,
		{
			...options,
			replies: {
				'GET /api/people': [personListed()],
				[moves]: noContent,
				...replies,
			},
		},
	)
	return { ...desk, onMoved, onOutdated }
}

interface PanelProps {
	readonly record: RecordDetail
	readonly reading: FormReading
	readonly isDeciding: boolean
	readonly onMoved: () => void
	readonly onOutdated: () => void
}

function Panel({ isDeciding, ...props }: PanelProps) {
	const { commenting, begin, end } = useCommentDraft(props.record.id)
	useUnsavedChanges('decision', isDeciding)
	return (
		<>
			<ReviewPanel {...props} commenting={commenting} onBegin={begin} onEnd={end} />
			<UndoBar onChanged={() => {}} />
			<input aria-label="elsewhere" />
		</>
	)
}

const button = (name: string) => screen.getByRole('button', { name })
const approve = () => button(text('review.approve'))
const onRecord = () => screen.getByRole('textbox', { name: text('review.commentOnRecord') })
const send = (count: number) => button(text('review.returnWithComments', { count }))

test('an approval sends the state that was shown, and can be undone at once', async () => {
	const { user, server, onMoved } = await renderPanel()
	await user.click(approve())
	await waitFor(() => expect(onMoved).toHaveBeenCalledOnce())
	expect(server.bodiesOf(moves)).toEqual([{ kind: 'approve', seen: 'seen-1', why: '' }])
	expect(screen.getByText(text('review.undoOneHint', { name: 'House 7' }))).toBeVisible()
})

test.each([
	[
		{ conflicts: [{ id: 'c', kind: 'waiting', path: '*', base: null, sides: [] }] },
		() => text('review.approveConflicts', { count: 1 }),
	],
	[{ openFlags: 2 }, () => text('review.approveFlags', { count: 2 })],
	[{ answersError: 'TooSlow' }, () => text('review.approveUnread')],
] as const)(
	'with %j open, the panel says so and asks for a reason, sent with the approval',
	async (record, matter) => {
		const { user, server, onMoved } = await renderPanel({
			record: record as unknown as Partial<RecordDetail>,
		})
		expect(screen.getByText(matter())).toBeVisible()
		const reason = screen.getByRole('textbox', { name: text('review.approveReason') })
		await user.keyboard('a')
		expect(await screen.findByRole('alert')).toHaveTextContent(text('problem.reason-missing'))
		expect(reason).toHaveFocus()
		expect(server.bodiesOf(moves)).toEqual([])
		await user.type(reason, ' called them ')
		await user.click(approve())
		await waitFor(() => expect(onMoved).toHaveBeenCalledOnce())
		expect(server.bodiesOf(moves)).toEqual([{ kind: 'approve', seen: 'seen-1', why: 'called them' }])
	},
)

test('a record is returned with its comments, without empty ones', async () => {
	const { user, server, onMoved } = await renderPanel({ record: { answers: { place: 'Kot Addu' } } })
	await user.click(button(text('review.return')))
	expect(onRecord()).toHaveFocus()
	await user.type(onRecord(), '  Please look again  ')
	const unanswered = screen.getByRole('combobox', { name: text('review.commentUnanswered') })
	// no answered question, note or question in a repeat
	expect([...unanswered.querySelectorAll('option')].map(({ value }) => value)).toEqual(['', 'rooms'])
	await user.selectOptions(unanswered, 'rooms')
	await user.click(button(`${text('review.comment')}: Rooms`))
	await user.type(screen.getByRole('textbox', { name: `${text('review.comment')}: Rooms` }), ' ')
	await user.click(send(1))
	await waitFor(() => expect(onMoved).toHaveBeenCalledOnce())
	expect(server.bodiesOf(moves)).toEqual([
		{ kind: 'return', seen: 'seen-1', why: '', notes: [{ about: '', text: 'Please look again' }] },
	])
	expect(approve()).toBeEnabled()
})

test('an unanswered question can be commented on', async () => {
	const { user, server } = await renderPanel()
	await user.click(button(text('review.return')))
	await user.selectOptions(screen.getByRole('combobox', { name: text('review.commentUnanswered') }), 'rooms')
	await user.click(button(`${text('review.comment')}: Rooms`))
	const field = screen.getByRole('textbox', { name: `${text('review.comment')}: Rooms` })
	expect(field).toHaveFocus()
	await user.type(field, 'How many?')
	await user.click(send(1))
	await waitFor(() =>
		expect(server.bodiesOf(moves)).toMatchObject([{ notes: [{ about: 'rooms', text: 'How many?' }] }]),
	)
})

test('a record is reassigned to another enumerator of its district', async () => {
	const { user, server } = await renderPanel({
		replies: {
			'GET /api/people': [
				personListed(),
				personListed({ id: 'person-zara', name: 'Zara', code: 'zara', districts: ['PK607'] }),
				personListed({ id: 'person-bina', name: 'Bina', code: 'bina' }),
				personListed({ id: 'person-far', name: 'Far away', districts: ['PK608'] }),
				personListed({ id: 'person-gone', name: 'Gone', isActive: false }),
				personListed({ id: 'person-desk', name: 'Desk', role: 'coordinator' }),
			],
		},
	})
	await user.click(button(text('review.return')))
	const takers = await screen.findByRole('combobox', { name: text('review.assignCorrectionTo') })
	expect([...takers.querySelectorAll('option')].map(({ text }) => text)).toEqual([
		'Nadia',
		'Bina (bina)',
		'Zara (zara)',
	])
	await user.selectOptions(takers, 'Zara (zara)')
	await user.type(onRecord(), 'Go there once more')
	await user.click(button(text('review.reassignWithComments', { count: 1 })))
	await waitFor(() =>
		expect(server.bodiesOf(moves)).toEqual([
			{
				kind: 'reassign',
				seen: 'seen-1',
				why: '',
				notes: [{ about: '', text: 'Go there once more' }],
				to: 'person-zara',
			},
		]),
	)
})

test('if no other enumerator could correct it, none is offered', async () => {
	const { user, server } = await renderPanel()
	await user.click(button(text('review.return')))
	await waitFor(() => expect(server.sent.map(({ path }) => path)).toContain('/api/people'))
	expect(send(0)).toBeEnabled()
	expect(screen.queryByRole('combobox', { name: text('review.assignCorrectionTo') })).toBeNull()
})

test('an approved record is not approved again; it is reopened with a reason', async () => {
	const { user, server } = await renderPanel({ record: { status: 'approved' } })
	expect(screen.queryByRole('button', { name: text('review.approve') })).toBeNull()
	await user.click(button(text('review.reopen')))
	await user.type(screen.getByRole('textbox', { name: text('review.reopenReason') }), ' Wrong house ')
	await user.click(send(0))
	await waitFor(() =>
		expect(server.bodiesOf(moves)).toEqual([
			{ kind: 'return', seen: 'seen-1', why: 'Wrong house', notes: [] },
		]),
	)
})

test('the reason for reopening is asked for only at approved records', async () => {
	const { user } = await renderPanel()
	await user.click(button(text('review.return')))
	expect(screen.queryByRole('textbox', { name: text('review.reopenReason') })).toBeNull()
})

test('a report is marked as handled by the safeguarding lead, and cannot be returned', async () => {
	const { user, server } = await renderPanel({ person: { role: 'safeguarding-lead' } })
	expect(screen.queryByRole('button', { name: text('review.return') })).toBeNull()
	await user.click(button(text('review.markHandled')))
	await waitFor(() => expect(server.bodiesOf(moves)).toMatchObject([{ kind: 'approve' }]))
})

test.each([
	['a draft', { record: { status: 'draft' } }],
	['a void record', { record: { void: 'made twice' } }],
	['an administrator', { person: { role: 'administrator' } }],
] as const)('nothing can be approved or returned for %s', async (_, given) => {
	await renderPanel(given)
	expect(screen.queryByRole('region', { name: text('review.title') })).toBeNull()
})

test('a returned record can be returned again, and approved when it comes back', async () => {
	await renderPanel({ record: { status: 'returned' }, person: { role: 'coordinator' } })
	expect(button(text('review.return'))).toBeEnabled()
	expect(screen.queryByRole('button', { name: text('review.approve') })).toBeNull()
})

test('the key a approves, but not while typing', async () => {
	const { user, server } = await renderPanel()
	await user.type(screen.getByRole('textbox', { name: 'elsewhere' }), 'a')
	expect(server.bodiesOf(moves)).toEqual([])
	await user.tab()
	await user.keyboard('a')
	await waitFor(() => expect(server.bodiesOf(moves)).toHaveLength(1))
})

test('the key r starts a return, and a does not approve until it is cancelled', async () => {
	const { user, server } = await renderPanel()
	await user.keyboard('r')
	expect(onRecord()).toHaveFocus()
	await user.click(document.body)
	await user.keyboard('a')
	expect(server.bodiesOf(moves)).toEqual([])
	await user.click(button(text('review.cancel')))
	await user.keyboard('a')
	await waitFor(() => expect(server.bodiesOf(moves)).toHaveLength(1))
})

test('while a conflict is being resolved, neither button nor key approves or returns', async () => {
	const { user, server } = await renderPanel({ isDeciding: true })
	expect(approve()).toBeDisabled()
	expect(screen.getByText(text('review.unsavedText'))).toBeVisible()
	await user.keyboard('ar')
	expect(screen.queryByRole('textbox', { name: text('review.commentOnRecord') })).toBeNull()
	await user.click(button(text('review.return')))
	expect(send(0)).toBeDisabled()
	expect(server.bodiesOf(moves)).toEqual([])
})

test('pressing r in the list opens the record with the return started', async () => {
	await renderPanel({ path: '/desk/records/record-1#return' })
	expect(onRecord()).toHaveFocus()
})

test('offline the comments stay, and the next try sends them', async () => {
	const { user, server, onMoved, onOutdated } = await renderPanel({ replies: { [moves]: offline } })
	await user.click(button(text('review.return')))
	await user.type(onRecord(), 'Which street?')
	await user.click(send(1))
	expect(await screen.findByRole('alert')).toHaveTextContent(text('desk.problem.no-connection'))
	expect(onRecord()).toHaveValue('Which street?')
	expect(onMoved).not.toHaveBeenCalled()
	expect(onOutdated).not.toHaveBeenCalled()
	server.reply({ [moves]: noContent })
	await user.click(send(1))
	await waitFor(() => expect(onMoved).toHaveBeenCalledOnce())
	expect(screen.queryByRole('alert')).toBeNull()
})

test('a record changed by another user is reloaded, and not recorded as approved', async () => {
	const { user, onOutdated, onMoved } = await renderPanel({
		replies: { [moves]: new Problem('record-changed') },
	})
	await user.click(approve())
	expect(await screen.findByRole('alert')).toHaveTextContent(text('problem.record-changed'))
	expect(onOutdated).toHaveBeenCalledOnce()
	expect(onMoved).not.toHaveBeenCalled()
	expect(screen.queryByRole('button', { name: text('review.undo') })).toBeNull()
})

test('an approval is not sent twice while in progress', async () => {
	let answer: (reply: unknown) => void = () => {}
	const { user, server, onMoved } = await renderPanel({
		replies: {
			[moves]: () =>
				new Promise((done) => {
					answer = done
				}),
		},
	})
	await user.click(approve())
	expect(approve()).toBeDisabled()
	await user.keyboard('a')
	answer(noContent)
	await waitFor(() => expect(onMoved).toHaveBeenCalledOnce())
	expect(server.bodiesOf(moves)).toHaveLength(1)
})

test('unsent comments are restored when the user returns, without scrolling', async () => {
	const { user, unmount } = await renderPanel()
	await user.click(button(text('review.return')))
	await user.type(onRecord(), 'Not finished yet')
	unmount()
	await renderPanel()
	expect(onRecord()).toHaveValue('Not finished yet')
	expect(onRecord()).not.toHaveFocus()
})

test('discarded comments are deleted', async () => {
	const { user, unmount } = await renderPanel()
	await user.click(button(text('review.return')))
	await user.type(onRecord(), 'Never mind')
	await user.click(button(text('review.cancel')))
	unmount()
	await renderPanel()
	expect(screen.queryByRole('textbox', { name: text('review.commentOnRecord') })).toBeNull()
})

test('comments on a record processed in the meantime are shown until they are discarded', async () => {
	const { user, unmount } = await renderPanel({ record: { status: 'approved' } })
	await user.click(button(text('review.reopen')))
	await user.type(onRecord(), 'Ask for the name')
	await user.type(screen.getByRole('textbox', { name: text('review.reopenReason') }), 'Name is missing')
	unmount()
	await renderPanel({ record: { status: 'approved', void: 'withdrawn' } })
	expect(screen.getByText(text('review.returnNotPossible'))).toBeVisible()
	expect(screen.getByText('Ask for the name')).toBeVisible()
	expect(screen.getByText('Name is missing')).toBeVisible()
	await user.click(button(text('review.discardComments')))
	expect(screen.queryByText(text('review.returnNotPossible'))).toBeNull()
})
