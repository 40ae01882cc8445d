import { screen, waitFor, within } from '@testing-library/react'
import { beforeEach, expect, test, vi } from 'vitest'
import type { ExportJob } from '#shared/export/export-job'
import { announceNews } from '../../testing/news.ts'
import { type DeskOptions, renderDesk } from '../../testing/render-desk.tsx'
import { offline } from '../../testing/server-replies.ts'
import { text } from '../../testing/text.ts'
import { useDesk } from '../kit/desk-context.ts'
import { listNavigation } from './navigation.ts'
import { Notifications } from './notifications.tsx'

beforeEach(() => localStorage.clear())

const counts = { review: 'GET /api/review/count', violations: 'GET /api/rules/violations/count' } as const
const exportJob = (over: Partial<ExportJob> = {}): ExportJob => ({
	id: 'file-1',
	name: 'household.zip',
	state: 'done',
	progress: null,
	problem: null,
	bytes: 1000,
	requestedAt: '2026-01-15T05:00:00.000Z',
	expiresAt: '2026-01-16T05:00:00.000Z',
	...over,
})
const queue = (review: number, conflicts = 0) => ({
	review: { total: review, isMore: false },
	conflicts: { total: conflicts, isMore: false },
})

function OfUser() {
	const { person, study } = useDesk()
	return <Notifications open={listNavigation(person, study)} />
}
const render = ({ replies, ...options }: DeskOptions = {}) =>
	renderDesk(<OfUser />, {
		...options,
		replies: {
			[counts.review]: queue(0),
			'GET /api/approvals/count': { waiting: 0 },
			[counts.violations]: { total: 0, isMore: false },
			'GET /api/export-jobs': [],
			...replies,
		},
	})
const bell = (isNew: boolean) =>
	screen.findByRole('button', { name: text(isNew ? 'desk.newNotifications' : 'desk.notifications') })

test('what waits on any page is listed, each with its page, and is new until it was looked at', async () => {
	const { user } = await render({
		replies: {
			[counts.review]: queue(12, 1),
			'GET /api/approvals/count': { waiting: 2 },
			[counts.violations]: { total: 40, isMore: true },
			'GET /api/export-jobs': [exportJob(), exportJob({ id: 'file-2', state: 'failed' })],
		},
	})
	await user.click(await bell(true))
	const drawer = within(screen.getByRole('dialog', { name: text('desk.notifications') }))
	const expected = [
		[text('desk.approvalsWait', { count: 2, total: '2' }), '/desk/approvals'],
		[text('overview.attention.conflicts', { count: 1, total: '1' }), '/desk/records?disputed=1'],
		[text('overview.attention.queue', { count: 12, total: '12' }), '/desk/records?waiting=1&order=oldest'],
		[text('desk.violationsWait', { count: 40, total: '40+' }), '/desk/cleaning'],
		[text('desk.exportReady', { name: 'household.zip' }), '/desk/export'],
		[text('desk.exportFailed', { name: 'household.zip' }), '/desk/export'],
	]
	await waitFor(() => expect(drawer.getAllByRole('link')).toHaveLength(expected.length))
	for (const [i, link] of drawer.getAllByRole('link').entries()) {
		expect(link).toHaveAttribute('href', expected[i]?.[1])
		expect(link).toHaveAccessibleName(expect.stringContaining(expected[i]?.[0] ?? '?'))
	}
	expect(drawer.getAllByText(text('desk.isNew'))).toHaveLength(expected.length)
	await user.click(drawer.getByRole('button', { name: text('review.close') }))
	await user.click(await bell(false))
	expect(screen.getAllByRole('link')).toHaveLength(expected.length)
	expect(screen.queryByText(text('desk.isNew'))).toBeNull()
})

test('more than was seen is new, also after it was less in between, and in another visit', async () => {
	let waiting = 5
	const replies = { [counts.review]: () => queue(waiting) }
	const { user, unmount } = await render({ replies })
	await user.click(await bell(true))
	await user.click(screen.getByRole('button', { name: text('review.close') }))
	await bell(false)
	for (const [next, isNew] of [
		[0, false],
		[3, true],
	] as const) {
		waiting = next
		await announceNews()
		await bell(isNew)
	}
	unmount()
	await render({ replies })
	await bell(true)
})

test('an export that runs is asked about again until it has ended, also after an answer that failed', async () => {
	vi.useFakeTimers({ shouldAdvanceTime: true })
	let answers: unknown[] = [[exportJob({ state: 'running' })], offline, [exportJob()]]
	const next = () => {
		const [answer, ...others] = answers
		answers = others.length > 0 ? others : [answer]
		return answer === offline ? offline() : answer
	}
	await render({ replies: { 'GET /api/export-jobs': next } })
	await bell(false)
	await vi.advanceTimersByTimeAsync(10_000)
	await vi.advanceTimersByTimeAsync(10_000)
	await bell(true)
})

test('nothing is asked about pages that the user may not open', async () => {
	const { user, server } = await render({ person: { role: 'coordinator', districts: ['PK607'] } })
	await user.click(await bell(false))
	expect(screen.getByText(text('desk.noNotifications'))).toBeVisible()
	expect(server.sent.map(({ path }) => path)).not.toContain('/api/export-jobs')
})
