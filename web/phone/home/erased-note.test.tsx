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

test('records erased by the office are reported until the user confirms', async () => {
	const { user } = await renderPhone(<ErasedNote />, { given: destroyed(2) })
	expect(await screen.findByText(text('erased.count', { count: 2 }))).toBeVisible()
	await user.click(screen.getByRole('button', { name: text('erased.dismiss') }))
	await waitFor(() => expect(screen.queryByRole('status')).toBeNull())
})

test('only unreported ones are counted', async () => {
	await renderPhone(<ErasedNote />, {
		async given(phone) {
			await destroyed(3)(phone)
			await saveErasedSeen(phone.vaultSession.device, 2)
		},
	})
	expect(await screen.findByText(text('erased.count', { count: 1 }))).toBeVisible()
})

test('a confirmation that could not be stored is asked again', async () => {
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

test('opened with the second PIN nothing is reported', async () => {
	await renderPhone(<ErasedNote />, { isDecoy: true, given: destroyed(1) })
	await painted()
	expect(screen.queryByRole('status')).toBeNull()
})
