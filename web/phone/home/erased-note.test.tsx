import { screen, waitFor } from '@testing-library/react'
import { beforeEach, expect, test, vi } from 'vitest'
import { saveErasedSeen } from '../../storage/eviction/erased-seen.ts'
import { painted } from '../../testing/painted.ts'
import { type Given, preparePhone, renderPhone } from '../../testing/render-phone.tsx'
import { text } from '../../testing/text.ts'
import { ErasedNote } from './erased-note.tsx'

beforeEach(() => {
	preparePhone()
})

const destroyed =
	(count: number): Given =>
	async ({ server, sync }) => {
		for (let i = 0; i < count; i++) server.publish({ kind: 'destroyed', ref: `record-${i}`, body: {} })
		await sync()
	}

test('that the office destroyed records is said until somebody has read it', async () => {
	const { user } = await renderPhone(<ErasedNote />, { given: destroyed(2) })
	expect(await screen.findByText(text('erased.count', { count: 2 }))).toBeVisible()
	await user.click(screen.getByRole('button', { name: text('erased.dismiss') }))
	await waitFor(() => expect(screen.queryByRole('status')).toBeNull())
})

test('only those are counted that nobody was told of yet', async () => {
	await renderPhone(<ErasedNote />, {
		async given(phone) {
			await destroyed(3)(phone)
			await saveErasedSeen(phone.atWork.device, 2)
		},
	})
	expect(await screen.findByText(text('erased.count', { count: 1 }))).toBeVisible()
})

test('that could not be noted is said again', async () => {
	const { user, redraw } = await renderPhone(<ErasedNote />, { given: destroyed(1) })
	const read = await screen.findByRole('button', { name: text('erased.dismiss') })
	const put = vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(() => {
		throw new DOMException('broken', 'UnknownError')
	})
	await user.click(read)
	put.mockRestore()
	await redraw()
	expect(await screen.findByText(text('erased.count', { count: 1 }))).toBeVisible()
})

test('opened with the second PIN there was never anything', async () => {
	await renderPhone(<ErasedNote />, { isDecoy: true, given: destroyed(1) })
	await painted()
	expect(screen.queryByRole('status')).toBeNull()
})
