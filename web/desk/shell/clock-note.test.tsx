import { screen, waitFor } from '@testing-library/react'
import { expect, test } from 'vitest'
import { Problem } from '#shared/kernel/problem'
import { type DeskOptions, dataManager, renderDesk } from '../../testing/render-desk.tsx'
import { noContent } from '../../testing/server-replies.ts'
import { text } from '../../testing/text.ts'
import { dateTimeIn } from '../../ui/formats.ts'
import { ClockNote } from './clock-note.tsx'

const waiting = { trusted: '2026-01-15T05:00:00.000Z', now: '2026-03-20T06:30:00.000Z' }
const render = (options: DeskOptions = {}) =>
	renderDesk(<ClockNote />, {
		person: { ...dataManager, role: 'administrator' },
		...options,
		replies: { 'GET /api/clock': { waiting }, 'POST /api/clock': noContent, ...options.replies },
	})
const confirm = () => screen.findByRole('button', { name: text('clock.confirm') })

test('an administrator compares both times and confirms the one shown', async () => {
	const { user, server } = await render()
	await screen.findByText(
		text('clock.comparison', {
			now: dateTimeIn('en', waiting.now),
			trusted: dateTimeIn('en', waiting.trusted),
		}),
	)
	expect(screen.getByText(text('clock.hint'))).toBeVisible()
	await user.click(await confirm())
	await waitFor(() => expect(server.bodiesOf('POST /api/clock')).toEqual([{ seen: waiting.now }]))
})
test('a data manager reads it, and cannot confirm', async () => {
	await render({ person: dataManager })
	await screen.findByText(text('clock.jumpedAhead'))
	expect(screen.queryByRole('button')).toBeNull()
})
test('nothing is shown without a pending confirmation', async () => {
	const { server } = await render({ replies: { 'GET /api/clock': { waiting: null } } })
	await waitFor(() => expect(server.sent.length).toBeGreaterThan(0))
	expect(screen.queryByRole('status')).toBeNull()
})
test('a time that changed in the meantime is reported', async () => {
	const { user } = await render({ replies: { 'POST /api/clock': new Problem('clock-changed') } })
	await user.click(await confirm())
	expect(await screen.findByText(text('problem.clock-changed'))).toBeVisible()
})
