import { screen, waitFor } from '@testing-library/react'
import { expect, test, vi } from 'vitest'
import type { BulkEditRequest } from '#shared/cleaning/bulk-edit'
import type { BulkResult } from '#shared/review/bulk-review'
import { renderDesk } from '../../testing/render-desk.tsx'
import { offline, type Replies } from '../../testing/server-replies.ts'
import { text } from '../../testing/text.ts'
import { UndoBulkEdit } from './undo-bulk-edit.tsx'

const bulkEdits = 'POST /api/bulk-edits'

async function render(replies: Replies) {
	const onChange = vi.fn()
	const desk = await renderDesk(
		<UndoBulkEdit
			bulkEditId="edit-0"
			where={{ record: 'record-1' }}
			hint="It comes back."
			onChange={onChange}
		/>,
		{ replies },
	)
	return { ...desk, onChange }
}
const reason = () => screen.getByRole('textbox', { name: text('review.reason') })
const takeBack = () => screen.getByRole('button', { name: text('cleaning.undoNow') })

test('an edit is undone with a reason, and the result is shown', async () => {
	const { user, server, onChange } = await render({
		[bulkEdits]: { done: ['record-1'], left: [] } satisfies BulkResult,
	})
	expect(screen.getByText('It comes back.')).toBeVisible()
	await user.type(reason(), ' Was right before ')
	await user.click(takeBack())
	expect(await screen.findByText(text('cleaning.undoneCount', { count: 1 }))).toBeVisible()
	expect(onChange).toHaveBeenCalledOnce()
	expect(reason()).toHaveValue('')
	expect(server.bodiesOf(bulkEdits)).toMatchObject([
		{ kind: 'undo', undoes: 'edit-0', why: 'Was right before', records: [{ id: 'record-1' }] },
	])
})

test('nothing is undone without a reason', async () => {
	const { user, server } = await render({})
	await user.type(reason(), '  ')
	await user.click(takeBack())
	expect(screen.getByRole('alert')).toHaveTextContent(text('problem.reason-missing'))
	expect(server.sent).toEqual([])
})

test('the reason why a record was skipped is shown', async () => {
	const { user } = await render({
		[bulkEdits]: { done: [], left: [{ id: 'record-1', why: 'changed' }] } satisfies BulkResult,
	})
	await user.type(reason(), 'Was right before')
	await user.click(takeBack())
	expect(await screen.findByRole('listitem')).toHaveTextContent(text('review.notChangedReason.changed'))
	expect(screen.getByText(text('review.notChangedCount', { count: 1 }))).toBeVisible()
})

test('offline the reason stays, and the next try is the same', async () => {
	const { user, server, onChange } = await render({ [bulkEdits]: offline })
	await user.type(reason(), 'Was right before')
	await user.click(takeBack())
	expect(await screen.findByRole('alert')).toHaveTextContent(text('desk.problem.no-connection'))
	expect(reason()).toHaveValue('Was right before')
	expect(onChange).not.toHaveBeenCalled()
	server.reply({ [bulkEdits]: { done: ['record-1'], left: [] } satisfies BulkResult })
	await user.click(takeBack())
	await waitFor(() => expect(onChange).toHaveBeenCalledOnce())
	const [first, second] = server.bodiesOf(bulkEdits) as BulkEditRequest[]
	expect(second?.bulkEditId).toBe(first?.bulkEditId)
})
