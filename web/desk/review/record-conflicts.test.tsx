import { screen, waitFor } from '@testing-library/react'
import { expect, test, vi } from 'vitest'
import {
	historyEntry,
	type RecordConflict,
	recordConflict,
	recordDetail,
} from '../../testing/record-fixtures.ts'
import { type DeskOptions, renderDesk } from '../../testing/render-desk.tsx'
import { noContent } from '../../testing/server-replies.ts'
import { beginning, text } from '../../testing/text.ts'
import { WithReading } from '../../testing/with-reading.tsx'
import { RecordConflicts } from './record-conflicts.tsx'

const visit = `
	type     name   label
	text     place  Place
	integer  rooms  Rooms
`
const decisions = 'POST /api/records/record-1/conflicts'

async function renderConflicts(conflicts: readonly RecordConflict[], options: DeskOptions = {}) {
	const onDecided = vi.fn()
	const record = recordDetail({
		history: [historyEntry(), historyEntry({ id: 'revision-2' })],
		conflicts: [...conflicts],
	})
	const desk = await renderDesk(
		<WithReading lines={visit} record={record}>
			{(reading) => <RecordConflicts record={record} reading={reading} onDecided={onDecided} />}
		</WithReading>,
		{ ...options, replies: { [decisions]: noContent, ...options.replies } },
	)
	return { ...desk, onDecided }
}

const kinds = (...names: readonly RecordConflict['kind'][]) =>
	names.map((kind) => recordConflict({ kind, id: kind, path: kind === 'field' ? 'rooms' : '*' }))

test('conflicts are counted, and each kind has its own view', async () => {
	await renderConflicts(kinds('field', 'late', 'waiting'))
	expect(screen.getByRole('heading', { name: text('review.conflictCount', { count: 3 }) })).toBeVisible()
	expect(screen.getByRole('button', { name: text('review.resolve') })).toBeEnabled()
	expect(screen.getByRole('button', { name: text('review.useLateAnswers') })).toBeEnabled()
	expect(screen.getByText(text('review.waitingHint'))).toBeVisible()
})

test('a record without conflicts has no such section', async () => {
	await renderConflicts([])
	expect(screen.queryByRole('region')).toBeNull()
})

test('a digit selects a side of the first conflict and moves to its reason, and Enter resolves', async () => {
	const { user, server } = await renderConflicts([
		recordConflict(),
		recordConflict({ id: 'conflict-2', path: 'place', base: null }),
	])
	await user.keyboard('2')
	const [reason] = screen.getAllByRole('textbox', { name: text('review.reason') })
	expect(reason).toHaveFocus()
	expect(screen.getAllByRole('radio', { name: /^4/ })[0]).toBeChecked()
	await user.keyboard('Counted{Enter}')
	await waitFor(() =>
		expect(server.bodiesOf(decisions)).toEqual([{ conflict: 'conflict-1', value: 4, why: 'Counted' }]),
	)
})

test('the digit after the sides moves to the typed answer', async () => {
	const { user } = await renderConflicts([recordConflict()])
	await user.keyboard('3')
	expect(screen.getByRole('radio', { name: beginning(text('review.otherAnswer')) })).toBeChecked()
	expect(screen.getByRole('textbox', { name: text('review.otherAnswer') })).toHaveFocus()
})

test('a digit without a side has no effect', async () => {
	const { user } = await renderConflicts([recordConflict()])
	await user.keyboard('4')
	for (const each of screen.getAllByRole('radio')) expect(each).not.toBeChecked()
	expect(document.body).toHaveFocus()
})

test('users who may not resolve read who does, and have no shortcuts', async () => {
	const { user } = await renderConflicts([recordConflict()], { person: { role: 'coordinator' } })
	await user.keyboard('1')
	expect(document.body).toHaveFocus()
	expect(screen.queryByText(text('desk.shortcutsHint'))).toBeNull()
	// said before the conflicts
	const hint = screen.getByText(text('review.managersResolve'))
	expect(hint.compareDocumentPosition(screen.getByRole('article'))).toBe(Node.DOCUMENT_POSITION_FOLLOWING)
})

test('the key ? shows the shortcuts', async () => {
	const { user } = await renderConflicts([recordConflict()])
	await user.keyboard('?')
	expect(screen.getByText(text('review.shortcutsConflicts'))).toBeVisible()
	await user.keyboard('?')
	expect(screen.getByText(text('desk.shortcutsHint'))).toBeVisible()
})
