import { screen, waitFor } from '@testing-library/react'
import { expect, test } from 'vitest'
import { type DeskOptions, dataManager, renderDesk } from '../../testing/render-desk.tsx'
import { text } from '../../testing/text.ts'
import { DiskNote } from './disk-note.tsx'

const render = (little: { freeMegabytes: number } | null, options: DeskOptions = {}) =>
	renderDesk(<DiskNote />, {
		person: { ...dataManager, role: 'administrator' },
		...options,
		replies: { 'GET /api/disk': { little } },
	})

test('shows the remaining disk space, and what to do', async () => {
	await render({ freeMegabytes: 1250 })
	expect(await screen.findByText(text('disk.low', { room: '1,250' }))).toBeVisible()
	expect(screen.getByText(text('disk.hint'))).toBeVisible()
})
test('shows nothing while there is space', async () => {
	const { server } = await render(null)
	await waitFor(() => expect(server.sent.length).toBe(1))
	expect(screen.queryByRole('status')).toBeNull()
})
test('a coordinator does not request it', async () => {
	const { server } = await render({ freeMegabytes: 1 }, { person: { ...dataManager, role: 'coordinator' } })
	expect(server.sent).toEqual([])
})
