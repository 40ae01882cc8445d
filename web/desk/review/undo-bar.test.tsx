import { act, screen, waitFor } from '@testing-library/react'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { Problem } from '#shared/kernel/problem'
import { type BulkResult, undoWindowMinutes } from '#shared/review/bulk-review'
import { renderDesk } from '../../testing/render-desk.tsx'
import type { Replies } from '../../testing/server-replies.ts'
import { text } from '../../testing/text.ts'
import { useUnsavedChanges } from '../kit/unsaved-changes.ts'
import { UndoBar } from './undo-bar.tsx'
import { clearUndoState, recordOutcome } from './undo-state.ts'

const moves = 'POST /api/review/bulk'
const first = { id: 'record-1', name: 'House 7' }
const second = { id: 'record-2', name: '' }

beforeEach(() => {
	vi.useFakeTimers({ shouldAdvanceTime: true, now: new Date('2026-01-15T05:00:00.000Z') })
})
afterEach(() => {
	clearUndoState()
	vi.useRealTimers()
})

function Bar({ isWriting, onChanged }: { readonly isWriting: boolean; readonly onChanged: () => void }) {
	useUnsavedChanges('comments', isWriting)
	return <UndoBar onChanged={onChanged} />
}

async function render(replies: Replies = {}, isWriting = false) {
	const onChanged = vi.fn()
	const desk = await renderDesk(<Bar isWriting={isWriting} onChanged={onChanged} />, { replies })
	return { ...desk, onChanged }
}
const approve = (done = [first], left: Parameters<typeof recordOutcome>[0]['left'] = []) =>
	act(() => recordOutcome({ kind: 'approve', done, left }))
const undo = () => screen.getByRole('button', { name: text('review.undo') })

test('nothing is shown before an approval', async () => {
	await render()
	expect(screen.getByRole('status')).toBeEmptyDOMElement()
})

test('an approval is named, and undone with one press', async () => {
	const { user, server, onChanged } = await render({
		[moves]: { done: ['record-1'], left: [] } satisfies BulkResult,
	})
	approve()
	expect(screen.getByText(text('review.approvedCount', { count: 1 }))).toBeVisible()
	expect(screen.getByText(text('review.undoOneHint', { name: 'House 7' }))).toBeVisible()
	await user.click(undo())
	expect(await screen.findByText(text('review.undoneCount', { count: 1 }))).toBeVisible()
	expect(server.bodiesOf(moves)).toEqual([{ kind: 'undo', records: [{ id: 'record-1' }] }])
	expect(onChanged).toHaveBeenCalledOnce()
	expect(screen.queryByRole('button', { name: text('review.undo') })).toBeNull()
})

test('several are counted; skipped ones are listed with their reason, also without a name', async () => {
	await render()
	approve([first, { id: 'record-3', name: 'House 9' }], [{ ...second, why: 'changed' }])
	expect(screen.getByText(text('review.approvedCount', { count: 2 }))).toBeVisible()
	expect(screen.getByText(text('review.undoCountHint', { count: 2 }))).toBeVisible()
	expect(screen.getByRole('listitem')).toHaveTextContent(
		`${text('home.untitledRecord')}: ${text('review.notChangedReason.changed')}`,
	)
})

test('the key u undoes the newest approval, and then the one before it', async () => {
	const { user, server } = await render({
		[moves]: ({ body }: { body: unknown }) => ({
			done: (body as { records: { id: string }[] }).records.map(({ id }) => id),
			left: [],
		}),
	})
	approve()
	approve([second])
	await user.keyboard('u')
	await screen.findByText(text('review.undoOneHint', { name: 'House 7' }))
	await user.keyboard('u')
	await waitFor(() =>
		expect(server.bodiesOf(moves)).toEqual([
			{ kind: 'undo', records: [{ id: 'record-2' }] },
			{ kind: 'undo', records: [{ id: 'record-1' }] },
		]),
	)
})

test('the key has no effect while typing, and the button has', async () => {
	const { user, server } = await render(
		{ [moves]: { done: ['record-1'], left: [] } satisfies BulkResult },
		true,
	)
	approve()
	await user.keyboard('u')
	expect(server.sent).toEqual([])
	await user.click(undo())
	await waitFor(() => expect(server.sent).toHaveLength(1))
})

test('a refusal is shown, and it can be tried again', async () => {
	const { user, onChanged } = await render({ [moves]: new Problem('server-stopped') })
	approve()
	await user.click(undo())
	expect(await screen.findByRole('alert')).toHaveTextContent(text('problem.server-stopped'))
	expect(undo()).toBeEnabled()
	expect(onChanged).not.toHaveBeenCalled()
})

test('after closing the bar the key still undoes', async () => {
	const { user, server } = await render({ [moves]: { done: ['record-1'], left: [] } satisfies BulkResult })
	approve()
	await user.click(screen.getByRole('button', { name: text('review.close') }))
	expect(screen.getByRole('status')).toBeEmptyDOMElement()
	await user.keyboard('u')
	await waitFor(() => expect(server.sent).toHaveLength(1))
})

test('when the server no longer undoes it, it is not offered', async () => {
	await render()
	approve()
	act(() => vi.advanceTimersByTime(undoWindowMinutes * 60_000 - 5_000))
	expect(undo()).toBeEnabled()
	act(() => vi.advanceTimersByTime(10_000))
	await waitFor(() => expect(screen.getByRole('status')).toBeEmptyDOMElement())
})
