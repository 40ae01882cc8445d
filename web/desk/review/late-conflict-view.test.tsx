import { screen, waitFor } from '@testing-library/react'
import { expect, test, vi } from 'vitest'
import { Problem } from '#shared/kernel/problem'
import type { RecordDetail } from '#shared/review/record-response'
import { setClock } from '../../testing/clock.ts'
import { historyEntry, recordConflict, recordDetail } from '../../testing/record-fixtures.ts'
import { type DeskOptions, renderDesk } from '../../testing/render-desk.tsx'
import { noContent, offline } from '../../testing/server-replies.ts'
import { text } from '../../testing/text.ts'
import { WithReading } from '../../testing/with-reading.tsx'
import { LateConflictView, ReverseDecision } from './late-conflict-view.tsx'

const visit = `
	type     name   label
	text     place  Place
	integer  rooms  Rooms
	audit    audit  -
`
const late = recordConflict({
	id: 'conflict-late',
	kind: 'late',
	path: '*',
	revisions: ['revision-2'],
	base: null,
})
const changed = historyEntry({
	id: 'revision-2',
	changes: [
		{ path: '$status', before: 'returned', after: 'submitted' },
		{ path: 'rooms', before: 2, after: 3 },
		{ path: 'audit', before: null, after: '{}' },
	],
})
const decisions = 'POST /api/records/record-1/conflicts'
const moves = 'POST /api/records/record-1/review'

async function renderLate(over: Partial<RecordDetail> = {}, options: DeskOptions = {}) {
	const onDecided = vi.fn()
	const record = recordDetail({
		status: 'approved',
		answers: { rooms: 4 },
		history: [historyEntry(), changed],
		...over,
	})
	const desk = await renderDesk(
		<WithReading lines={visit} record={record}>
			{(reading) => (
				<LateConflictView conflict={late} record={record} reading={reading} onDecided={onDecided} />
			)}
		</WithReading>,
		{ ...options, replies: { [decisions]: noContent, ...options.replies } },
	)
	return { ...desk, onDecided }
}

const reason = () => screen.getByRole('textbox', { name: text('review.reason') })
const button = (name: string) => screen.getByRole('button', { name })

test('late answers are shown beside the approved ones, and calculated values are not', async () => {
	setClock()
	await renderLate()
	expect(screen.getByText(/Phone 4/).closest('p')).toHaveTextContent('Nadia · Phone 4 · 10 Jan, 10:30')
	expect(screen.getAllByRole('listitem').map((each) => each.textContent)).toEqual(['Rooms: 43'])
})

test('a late answer that is no longer relevant is shown unchanged', async () => {
	await renderLate({ answers: {}, leftOver: { rooms: 7 } })
	expect(screen.getByRole('listitem')).toHaveTextContent('Rooms: 73')
})

test('a late finish without changes is reported', async () => {
	const again = historyEntry({
		id: 'revision-2',
		changes: [{ path: '$status', before: 'returned', after: 'submitted' }],
	})
	await renderLate({ history: [again] })
	expect(screen.getByRole('listitem')).toHaveTextContent(text('review.lateWithoutChange'))
})

test.each([
	['taken', 'review.useLateAnswers', true],
	['left', 'review.keepApproved', false],
] as const)('late answers are %s with a reason', async (_, key, value) => {
	const { user, server, onDecided } = await renderLate()
	await user.type(reason(), ' Asked her ')
	await user.click(button(text(key)))
	await waitFor(() => expect(onDecided).toHaveBeenCalledOnce())
	expect(server.bodiesOf(decisions)).toEqual([{ conflict: 'conflict-late', value, why: 'Asked her' }])
	expect(reason()).toHaveValue('')
})

test('nothing is resolved without a reason', async () => {
	const { user, server } = await renderLate()
	await user.click(button(text('review.useLateAnswers')))
	expect(screen.getByRole('alert')).toHaveTextContent(text('problem.reason-missing'))
	expect(server.sent).toEqual([])
})

test('offline the reason stays, and the next try is sent', async () => {
	const { user, server, onDecided } = await renderLate({}, { replies: { [decisions]: offline } })
	await user.type(reason(), 'Asked her')
	await user.click(button(text('review.keepApproved')))
	expect(await screen.findByRole('alert')).toHaveTextContent(text('desk.problem.no-connection'))
	expect(reason()).toHaveValue('Asked her')
	expect(onDecided).not.toHaveBeenCalled()
	server.reply({ [decisions]: noContent })
	await user.click(button(text('review.keepApproved')))
	await waitFor(() => expect(onDecided).toHaveBeenCalledOnce())
})

test('a coordinator sees late answers and cannot resolve', async () => {
	await renderLate({}, { person: { role: 'coordinator' } })
	expect(screen.getByRole('listitem')).toHaveTextContent('Rooms')
	expect(screen.queryByRole('button')).toBeNull()
})

test.each([
	['taken', 'review.keepApprovedInstead', 'review.useLateAnswersInstead'],
	['left', 'review.useLateAnswersInstead', 'review.keepApprovedInstead'],
] as const)(
	'after late answers were %s only the opposite is offered, naming the decision that it reverses',
	async (was, way, other) => {
		const isAccepted = was === 'taken'
		const onDecided = vi.fn()
		const { user, server } = await renderDesk(
			<ReverseDecision
				decision={{ revision: 'revision-9', isAccepted }}
				record={recordDetail()}
				onDecided={onDecided}
			/>,
			{ replies: { [moves]: noContent } },
		)
		expect(screen.queryByRole('button', { name: text(other) })).toBeNull()
		await user.type(reason(), 'Thought again')
		await user.click(button(text(way)))
		await waitFor(() => expect(onDecided).toHaveBeenCalledOnce())
		expect(server.bodiesOf(moves)).toEqual([
			{
				kind: 'reverse-late-decision',
				seen: 'seen-1',
				why: 'Thought again',
				decision: 'revision-9',
				isAccepted: !isAccepted,
			},
		])
	},
)

test('a decision that can no longer be reversed says why', async () => {
	const onDecided = vi.fn()
	const { user } = await renderDesk(
		<ReverseDecision
			decision={{ revision: 'revision-9', isAccepted: true }}
			record={recordDetail()}
			onDecided={onDecided}
		/>,
		{ replies: { [moves]: new Problem('nothing-to-reverse') } },
	)
	await user.type(reason(), 'Thought again')
	await user.click(button(text('review.keepApprovedInstead')))
	expect(await screen.findByRole('alert')).toHaveTextContent(text('problem.nothing-to-reverse'))
	expect(onDecided).not.toHaveBeenCalled()
})
