import { screen, waitFor } from '@testing-library/react'
import { expect, test } from 'vitest'
import type { BackgroundWork } from '#shared/people/background-work'
import { type DeskOptions, dataManager, renderDesk } from '../../testing/render-desk.tsx'
import { text } from '../../testing/text.ts'
import { BackgroundNote } from './background-note.tsx'

const render = (projections: BackgroundWork['projections'], options: DeskOptions = {}) =>
	renderDesk(<BackgroundNote />, {
		person: { ...dataManager, role: 'administrator' },
		...options,
		replies: { 'GET /api/background-work': { projections } },
	})
const working = { name: 'rule-violations', lag: 1200, hasFailed: false }

test('shows how many records wait for checks and figures', async () => {
	await render([working, { name: 'similarity', lag: 300, hasFailed: false }])
	expect(await screen.findByText(text('backgroundWork.behind', { records: '1,500' }))).toBeVisible()
})
test('shows that computing has failed', async () => {
	await render([{ ...working, lag: 1, hasFailed: true }])
	expect(await screen.findByText(text('backgroundWork.failed'))).toBeVisible()
})
test('shows nothing of what is done in a minute', async () => {
	const { server } = await render([{ ...working, lag: 20 }])
	await waitFor(() => expect(server.sent.length).toBe(1))
	expect(screen.queryByRole('status')).toBeNull()
})
test('a coordinator does not request it', async () => {
	const { server } = await render([working], { person: { ...dataManager, role: 'coordinator' } })
	expect(server.sent).toEqual([])
})
