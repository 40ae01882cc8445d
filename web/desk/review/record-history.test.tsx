import { screen, waitFor, within } from '@testing-library/react'
import { expect, test, vi } from 'vitest'
import type { RecordDetail } from '#shared/review/record-response'
import { setClock } from '../../testing/clock.ts'
import { type HistoryEntry, historyEntry, recordDetail } from '../../testing/record-fixtures.ts'
import { type DeskOptions, renderDesk } from '../../testing/render-desk.tsx'
import { noContent } from '../../testing/server-replies.ts'
import { text } from '../../testing/text.ts'
import { WithReading } from '../../testing/with-reading.tsx'
import { RecordHistory } from './record-history.tsx'

const visit = `
	type          name     label
	integer       rooms    Rooms
	begin_repeat  members  Members
	text          name     Name
	end_repeat    -        -
	audit         audit    -
`

async function renderHistory(
	history: readonly HistoryEntry[],
	{ record: over, ...options }: DeskOptions & { readonly record?: Partial<RecordDetail> } = {},
) {
	const onDecided = vi.fn()
	setClock()
	const record = recordDetail({ history: [...history], ...over })
	const desk = await renderDesk(
		<WithReading lines={visit} record={record}>
			{(reading) => <RecordHistory record={record} reading={reading} onDecided={onDecided} />}
		</WithReading>,
		options,
	)
	return { ...desk, onDecided }
}

/** Entries in the order of the screen. */
const entries = () => [...(document.querySelector('ol')?.children ?? [])] as HTMLElement[]
const entry = (place = 0) => {
	const found = entries()[place]
	if (!found) throw new Error(`there is no entry ${place}`)
	return found
}

test('the newest change comes first: user, role, phone, time and reason', async () => {
	await renderHistory([
		historyEntry({ changes: [{ path: 'rooms', before: null, after: 2 }] }),
		historyEntry({
			id: 'revision-2',
			author: 'Sadia',
			role: 'data-manager',
			phone: '',
			why: 'Mistyped',
			changes: [{ path: 'rooms', before: 2, after: 3 }],
		}),
	])
	expect(entries()).toHaveLength(2)
	expect(entry()).toHaveTextContent(`Sadia · ${text('role.data-manager')} · ${text('review.atDesk')}`)
	expect(entry()).toHaveTextContent(`${text('review.reason')}: Mistyped`)
	expect(within(entry()).getByRole('listitem')).toHaveTextContent('Rooms: 23')
	expect(entry(1)).toHaveTextContent(`Nadia · ${text('role.enumerator')} · Phone 4`)
	expect(entry(1)).toHaveTextContent(text('review.enteredAt', { time: '10 Jan, 10:30' }))
	expect(entry(1)).toHaveTextContent(text('review.receivedAt', { time: '10 Jan, 14:00' }))
	expect(within(entry(1)).getByRole('listitem')).toHaveTextContent(`Rooms: ${text('review.blank')}2`)
})

test('statuses are shown in words', async () => {
	await renderHistory([
		historyEntry({
			changes: [
				{ path: '$status', before: 'draft', after: 'submitted' },
				{ path: '$void', before: null, after: 'made twice' },
			],
		}),
	])
	const [status, isVoid] = within(entry()).getAllByRole('listitem')
	expect(status).toHaveTextContent(
		`${text('review.status')}: ${text('recordStatus.draft')}${text('recordStatus.submitted')}`,
	)
	expect(isVoid).toHaveTextContent(`${text('recordStatus.void')}: ${text('review.blank')}made twice`)
})

test('form timing and unchanged rows are not listed as changes', async () => {
	await renderHistory(
		[
			historyEntry({
				changes: [
					{ path: 'audit', before: null, after: 'audit1 5 0' },
					{ path: 'members/@row1', before: null, after: 1 },
					{ path: 'members/@row2', before: 2, after: null },
				],
			}),
		],
		{ record: { answers: { 'members/@row1': 1 } } },
	)
	expect(within(entry()).getAllByRole('listitem')).toHaveLength(1)
	expect(within(entry()).getByRole('listitem')).toHaveTextContent(/^Members: 2/)
})

test('a long list of changes is counted, and shown on request', async () => {
	const changes = Array.from({ length: 13 }, (_, i) => ({ path: `question${i}`, before: null, after: i }))
	const { user } = await renderHistory([historyEntry({ changes })])
	const summary = screen.getByText(text('review.changes', { count: 13 }))
	expect(summary.closest('details')).not.toHaveAttribute('open')
	await user.click(summary)
	expect(within(entry()).getAllByRole('listitem')).toHaveLength(13)
})

test('notes of the server are shown, also those of a newer server', async () => {
	await renderHistory([historyEntry({ flags: ['sum-mismatch', 'something-new'] })])
	expect(screen.getByText(text('review.flag.sum-mismatch'))).toBeVisible()
	expect(screen.getByText('something-new')).toBeVisible()
})

const marks = [
	'review.approvalUndone',
	'import.isImport',
	'import.isUndoOfImport',
	'cleaning.isUndoOfEdit',
] as const
const approvalTakenBack = [{ path: '$status', before: 'approved', after: 'submitted' }]

test.each<[string, Partial<HistoryEntry>, (typeof marks)[number] | null]>([
	['a plain change', {}, null],
	['an undone approval', { changes: approvalTakenBack }, 'review.approvalUndone'],
	['an imported record', { importId: 'import-1' }, 'import.isImport'],
	['an undone import', { importId: 'import-2', undoes: 'import-1' }, 'import.isUndoOfImport'],
	['an undone edit', { bulkEditId: 'c-2', undoes: 'c-1' }, 'cleaning.isUndoOfEdit'],
])('%s is named correctly', async (_, over, own) => {
	await renderHistory([historyEntry(over)])
	expect(marks.filter((mark) => entry().textContent?.includes(text(mark)))).toEqual(own ? [own] : [])
})

test('the new enumerator of a reassigned record is shown', async () => {
	await renderHistory([historyEntry({ reassignedTo: 'Zara' })])
	expect(screen.getByText(text('review.reassignedTo', { name: 'Zara' }))).toBeVisible()
})

test('an edit in effect can be undone from here', async () => {
	const { user, server, onDecided } = await renderHistory([historyEntry({ bulkEditId: 'c-1' })], {
		replies: { 'POST /api/bulk-edits': { done: ['record-1'], left: [] } },
	})
	await user.click(screen.getByText(text('cleaning.undo')))
	await user.type(screen.getByRole('textbox', { name: text('review.reason') }), 'It was right')
	await user.click(screen.getByRole('button', { name: text('cleaning.undoNow') }))
	await waitFor(() => expect(onDecided).toHaveBeenCalledOnce())
	expect(server.bodiesOf('POST /api/bulk-edits')).toMatchObject([
		{ kind: 'undo', undoes: 'c-1', records: [{ id: 'record-1' }] },
	])
})

test('an undone edit cannot be undone again, but its undo can', async () => {
	await renderHistory([
		historyEntry({ bulkEditId: 'c-1' }),
		historyEntry({ id: 'revision-2', bulkEditId: 'c-2', undoes: 'c-1' }),
	])
	expect(screen.getAllByText(text('cleaning.undo'))).toHaveLength(1)
	expect(entry()).toHaveTextContent(text('cleaning.undo'))
})

test('an edit whose undo was undone is in effect again', async () => {
	await renderHistory([
		historyEntry({ bulkEditId: 'c-1' }),
		historyEntry({ id: 'revision-2', bulkEditId: 'c-2', undoes: 'c-1' }),
		historyEntry({ id: 'revision-3', bulkEditId: 'c-3', undoes: 'c-2' }),
	])
	const offered = entries().map((each) => each.textContent?.includes(text('cleaning.undoHint')))
	expect(offered).toEqual([true, false, true])
})

test('a decision about late answers can be reversed where it was made', async () => {
	const { user, server } = await renderHistory([historyEntry(), historyEntry({ id: 'revision-2' })], {
		record: { lateDecisions: [{ revision: 'revision-2', isAccepted: true }] },
		replies: { 'POST /api/records/record-1/review': noContent },
	})
	expect(entry()).toHaveTextContent(text('review.reopenDecision'))
	await user.click(screen.getByText(text('review.reopenDecision')))
	await user.type(screen.getByRole('textbox', { name: text('review.reason') }), 'Thought again')
	await user.click(screen.getByRole('button', { name: text('review.keepApprovedInstead') }))
	await waitFor(() =>
		expect(server.bodiesOf('POST /api/records/record-1/review')).toMatchObject([
			{ kind: 'reverse-late-decision', decision: 'revision-2', isAccepted: false },
		]),
	)
})

test('a coordinator cannot reverse or undo', async () => {
	await renderHistory([historyEntry({ bulkEditId: 'c-1' })], {
		person: { role: 'coordinator' },
		record: { lateDecisions: [{ revision: 'revision-1', isAccepted: true }] },
	})
	expect(screen.queryByText(text('cleaning.undo'))).toBeNull()
	expect(screen.queryByText(text('review.reopenDecision'))).toBeNull()
})
