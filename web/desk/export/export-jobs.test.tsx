import { act, screen, waitFor } from '@testing-library/react'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { ExportJob } from '#shared/export/export-job'
import { Problem } from '#shared/kernel/problem'
import { madeFile } from '../../testing/export-fixtures.ts'
import { dataManager, renderDesk } from '../../testing/render-desk.tsx'
import { noContent, offline, type Replies } from '../../testing/server-replies.ts'
import { beginning, text } from '../../testing/text.ts'
import { ExportJobs, LatestExport, useExportJobs } from './export-jobs.tsx'

const list = 'GET /api/export-jobs'
const saved = vi.fn<(address: string) => void>()

beforeEach(() => {
	vi.useFakeTimers({ shouldAdvanceTime: true, now: new Date('2026-01-15T05:00:30.000Z') })
	vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(function (this: HTMLAnchorElement) {
		saved(new URL(this.href).pathname)
	})
	saved.mockClear()
})
afterEach(() => {
	vi.useRealTimers()
})

function Files() {
	const { files, latest, problem, make } = useExportJobs()
	return (
		<>
			<button type="button" onClick={() => void make({ of: 'release', release: 'release-1' })}>
				make
			</button>
			<LatestExport file={latest} />
			<ExportJobs files={files} problem={problem} />
		</>
	)
}
const render = (files: readonly ExportJob[], replies: Replies = {}) =>
	renderDesk(<Files />, { replies: { [list]: files, 'GET /api/me': dataManager, ...replies } })
const called = (id: string) => `${id}.zip, 15 Jan, 10:00`
const save = (id: string) => screen.getByRole('button', { name: `${text('export.download')}: ${called(id)}` })
const later = (ms: number) => act(() => vi.advanceTimersByTime(ms))

test('without exports there is no such section', async () => {
	const { server } = await render([])
	await waitFor(() => expect(server.sent).toHaveLength(1))
	expect(screen.queryByRole('region')).toBeNull()
})

test('a finished export shows its size and until when it is available', async () => {
	const { user } = await render([madeFile('visit')])
	expect(await screen.findByText(/visit\.zip/)).toBeVisible()
	expect(screen.getByRole('listitem')).toHaveTextContent(
		`visit.zip · ${text('controls.megabytes', { size: '2.3' })} · 15 Jan, 10:00`,
	)
	expect(screen.getByText(text('export.availableUntil', { time: '16 Jan, 10:00' }))).toBeVisible()
	expect(screen.getByText(text('export.readyCount', { count: 1, files: '1' }))).toBeVisible()
	await user.click(save('visit'))
	await waitFor(() => expect(saved.mock.calls).toEqual([['/api/export-jobs/visit/file']]))
})

test.each<[string, Partial<ExportJob>, () => string]>([
	['waits', { state: 'waiting' }, () => text('export.queued')],
	['has just been begun', { state: 'running' }, () => text('export.creating')],
	[
		'is at a table',
		{
			state: 'running',
			progress: { part: 2, parts: 4, records: 600, of: 1200, isMedia: false, bytes: 14_000 },
		},
		() =>
			[
				text('export.tablePart', { part: '2', parts: '4' }),
				text('export.progress', { records: '600', of: '1,200' }),
				text('controls.kilobytes', { size: '14' }),
			].join(' · '),
	],
	[
		'is at its pictures',
		{
			state: 'running',
			progress: { part: 3, parts: 4, records: 5, of: 9, isMedia: true, bytes: 0 },
		},
		() => text('export.attachmentsPart', { part: '3', parts: '4' }),
	],
	[
		'could not be made',
		{ state: 'failed', problem: new Problem('server-disk-full').toJSON() },
		() => text('desk.problem.server-disk-full'),
	],
])('a file that %s shows its progress', async (_, over, expected) => {
	await render([madeFile('visit', { bytes: null, ...over })])
	expect(await screen.findByText(expected())).toBeVisible()
	expect(screen.queryByRole('button', { name: beginning(text('export.download')) })).toBeNull()
	const bar = screen.queryByRole('progressbar', { name: 'visit.zip' })
	if (over.progress) expect(Number(bar?.getAttribute('value'))).toBe(over.progress.isMedia ? 2 : 1.5)
	else expect(bar).toBeNull()
})

test('an export that was waited for on this page is downloaded automatically, once', async () => {
	const { user, server } = await render([], {
		'POST /api/export-jobs': madeFile('visit', { state: 'waiting', bytes: null }),
	})
	server.reply({ [list]: [madeFile('visit', { state: 'waiting', bytes: null }), madeFile('earlier')] })
	await user.click(screen.getByRole('button', { name: 'make' }))
	expect(await screen.findByText(text('export.queued'))).toBeVisible()
	expect(screen.getByText(beginning(text('export.creating')))).toBeVisible()
	await act(() => vi.advanceTimersByTimeAsync(300))
	expect(saved).not.toHaveBeenCalled()
	server.reply({ [list]: [madeFile('visit'), madeFile('earlier')] })
	later(1000)
	await waitFor(() => expect(saved.mock.calls).toEqual([['/api/export-jobs/visit/file']]))
	const ready = text('export.ready', { name: 'visit.zip' })
	expect(screen.getByText(beginning(ready), { selector: '.note' })).toBeVisible()
	expect(
		screen.getByText(text('export.downloaded', { name: 'visit.zip' }), { selector: '.toast p' }),
	).toBeVisible()
	expect(server.bodiesOf('POST /api/export-jobs')).toEqual([{ of: 'release', release: 'release-1' }])
	// all files are complete: no further request
	const before = server.sent.length
	later(60_000)
	expect(server.sent).toHaveLength(before)
	server.reply({ [list]: [madeFile('visit')], 'DELETE /api/export-jobs/:id': noContent })
	await user.click(screen.getByRole('button', { name: `${text('export.delete')}: ${called('earlier')}` }))
	await waitFor(() => expect(screen.queryByText(/earlier\.zip/)).toBeNull())
	expect(saved).toHaveBeenCalledOnce()
})

test('a slow export is polled less often', async () => {
	const { server } = await render([
		madeFile('visit', { state: 'running', requestedAt: '2026-01-15T04:00:00.000Z' }),
	])
	await screen.findByText(text('export.creating'))
	later(3000)
	expect(server.sent).toHaveLength(1)
	later(2000)
	await waitFor(() => expect(server.sent).toHaveLength(2))
})

test('polling continues after a failure, but not after the session ended', async () => {
	const { server } = await render([madeFile('visit', { state: 'waiting' })])
	await screen.findByText(text('export.queued'))
	server.reply({ [list]: offline })
	later(1000)
	expect(await screen.findByRole('alert')).toHaveTextContent(text('desk.problem.no-connection'))
	server.reply({ [list]: new Problem('signed-out') })
	later(1000)
	await waitFor(() => expect(screen.getByRole('alert')).toHaveTextContent(text('problem.signed-out')))
	const before = server.sent.length
	later(60_000)
	expect(server.sent).toHaveLength(before)
})

test('after the session ended, a download says so and saves nothing', async () => {
	const { user } = await render([madeFile('visit')], { 'GET /api/me': new Problem('signed-out') })
	await screen.findByText(/visit\.zip/)
	await user.click(save('visit'))
	expect(await screen.findByRole('alert')).toHaveTextContent(text('problem.signed-out'))
	expect(saved).not.toHaveBeenCalled()
})

test.each([
	['stopped', 'waiting', 'export.cancel'],
	['removed', 'done', 'export.delete'],
] as const)('an export is %s, and the focus moves to the next one', async (_, state, key) => {
	const { user, server } = await render([madeFile('visit', { state }), madeFile('other')], {
		'DELETE /api/export-jobs/:id': noContent,
	})
	await screen.findByText(/visit\.zip/)
	server.reply({ [list]: [madeFile('other')] })
	await user.click(screen.getByRole('button', { name: `${text(key)}: ${called('visit')}` }))
	await waitFor(() => expect(screen.queryByText(/visit\.zip/)).toBeNull())
	expect(server.bodiesOf('DELETE /api/export-jobs/visit')).toHaveLength(1)
	expect(screen.getByRole('heading', { name: text('export.listTitle') })).toHaveFocus()
})

test('when it cannot be deleted, the problem is shown beside it', async () => {
	const { user } = await render([madeFile('visit')], { 'DELETE /api/export-jobs/:id': offline })
	await screen.findByText(/visit\.zip/)
	await user.click(screen.getByRole('button', { name: `${text('export.delete')}: ${called('visit')}` }))
	expect(await screen.findByRole('alert')).toHaveTextContent(text('desk.problem.no-connection'))
	expect(screen.getByText(/visit\.zip/)).toBeVisible()
})
