import { act, screen, waitFor, within } from '@testing-library/react'
import { beforeEach, expect, test, vi } from 'vitest'
import { Problem } from '#shared/kernel/problem'
import { isOnlyByWifi, setOnlyByWifi } from '../../storage/attachments/attachment-index.ts'
import { write } from '../../storage/database/database.ts'
import type { LocalAttachmentRow } from '../../storage/database/rows.ts'
import type { VaultSession } from '../../storage/enrolment/enrolments.ts'
import { type PhoneOptions, preparePhone, renderPhone } from '../../testing/render-phone.tsx'
import { text } from '../../testing/text.ts'
import { AttachmentsNote } from './attachments-note.tsx'

beforeEach(preparePhone)

const row = (name: string, over: Partial<LocalAttachmentRow> = {}): Omit<LocalAttachmentRow, 'device'> => ({
	name,
	record: 'record',
	revisions: ['revision'],
	state: 'waiting',
	size: 20_000,
	...over,
})
const keep = ({ device }: VaultSession, rows: readonly Omit<LocalAttachmentRow, 'device'>[]) =>
	write(['attachments'], async ({ attachments }) => {
		for (const each of rows) await attachments.put({ ...each, device })
	})
const render = (rows: readonly Omit<LocalAttachmentRow, 'device'>[], options: PhoneOptions = {}) =>
	renderPhone(<AttachmentsNote />, {
		...options,
		async given(phone) {
			await keep(phone.vaultSession, rows)
			await options.given?.(phone)
		},
	})
const findNote = (key: Parameters<typeof text>[0], values = {}) => screen.findByText(text(key, values))
const wifi = () => screen.findByRole('checkbox', { name: text('sync.wifiOnly') })
const waiting = () =>
	within(screen.getAllByRole('list')[1] as HTMLElement)
		.getAllByRole('listitem')
		.map((each) => each.textContent)

test('without photos or recordings nothing is counted', async () => {
	await render([])
	expect(await wifi()).not.toBeChecked()
	expect(screen.queryByRole('list')).toBeNull()
})

test('sent attachments are counted, and unsent ones are listed, the smallest first', async () => {
	await render([
		row('file-b.pdf', { size: 2_300_000 }),
		row('picture-a.jpg'),
		row('picture-c.jpg', { state: 'at-server' }),
	])
	expect(await findNote('sync.filesProgress', { sent: 1, count: 3 })).toBeVisible()
	expect(
		screen.getByText(
			text('sync.filesUnsent', { count: 2, size: text('controls.megabytes', { size: '2.3' }) }),
		),
	).toBeVisible()
	expect(waiting()).toEqual([
		`${text('controls.photo.label')} ${text('controls.kilobytes', { size: '20' })}`,
		`${text('controls.file.label')} ${text('controls.megabytes', { size: '2.3' })}`,
	])
})

test('of many the first ten are listed', async () => {
	await render(Array.from({ length: 12 }, (_, i) => row(`file-${i}.pdf`)))
	await findNote('sync.filesProgress', { sent: 0, count: 12 })
	expect(waiting()).toHaveLength(10)
})

test('lost files are reported', async () => {
	await render([row('video-a.mp4', { state: 'lost' })])
	expect(await findNote('sync.filesUnreadable', { count: 1 })).toBeVisible()
})

test('the file being sent shows its progress', async () => {
	await render([row('video-a.mp4', { size: 4_000_000 })], {
		sync: {
			attachments: { current: { name: 'video-a.mp4', sent: 1_000_000 }, blockedBy: null, problem: null },
		},
	})
	const bar = await screen.findByRole('progressbar', { name: text('controls.video.label') })
	expect(bar).toHaveValue(1_000_000)
	expect(bar).toHaveAttribute('max', '4000000')
	expect(
		screen.getByText(
			text('sync.fileProgress', {
				sent: text('controls.megabytes', { size: '1' }),
				size: text('controls.megabytes', { size: '4' }),
			}),
		),
	).toBeVisible()
})

test('“Wi-Fi only” is chosen once, stored, and passed to the sync loop', async () => {
	const { user, calls, vaultSession } = await render([row('picture-a.jpg')])
	await user.click(await wifi())
	expect(await wifi()).toBeChecked()
	await waitFor(async () => expect(await isOnlyByWifi(vaultSession.device)).toBe(true))
	await waitFor(() => expect(calls).toEqual(['sendAttachments']))
	await user.click(await wifi())
	await waitFor(async () => expect(await isOnlyByWifi(vaultSession.device)).toBe(false))
})

test.each([
	['wifi', 'sync.wifiOnlyWaiting'],
	['asking', 'sync.wifiUnknown'],
] as const)('waiting for Wi-Fi (%s) is shown', async (held, key) => {
	const { report } = await render([row('picture-a.jpg')], {
		given: async ({ vaultSession }) => void (await setOnlyByWifi(vaultSession.device, true)),
	})
	await wifi()
	expect(screen.queryByText(text(key))).toBeNull()
	report({ attachments: { current: null, blockedBy: held, problem: null } })
	expect(await findNote(key)).toBeVisible()
})

test('without “Wi-Fi only” it is not mentioned', async () => {
	const attachments = { current: null, blockedBy: 'wifi', problem: null } as const
	await render([row('picture-a.jpg')], { sync: { attachments } })
	await wifi()
	expect(screen.queryByText(text('sync.wifiOnlyWaiting'))).toBeNull()
})

test('a choice that could not be stored is reverted, and this is reported', async () => {
	const { user, calls } = await render([row('picture-a.jpg')])
	const box = await wifi()
	const put = vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(() => {
		throw new DOMException('disk is full', 'QuotaExceededError')
	})
	await user.click(box)
	expect(await screen.findByRole('alert')).toHaveTextContent(text('problem.phone-full'))
	expect(box).not.toBeChecked()
	expect(calls).toEqual([])
	put.mockRestore()
})

test('a phone that reached the attachment quota says so, and that the files stay', async () => {
	const problem = new Problem('attachment-quota', { most: 5000 })
	await render([row('picture-a.jpg')], { sync: { attachments: { current: null, blockedBy: null, problem } } })
	expect(await screen.findByRole('alert')).toHaveTextContent(text('problem.attachment-quota', { most: 5000 }))
	expect(text('problem.attachment-quota', { most: 5000 })).toContain('They stay on this phone')
})

test('the reason why a file is not sent is shown, but not twice with that of records', async () => {
	const problem = new Problem('file-too-large', { size: 120, most: 100 })
	const attachments = { current: null, blockedBy: null, problem }
	const { report } = await render([row('picture-a.jpg')], { sync: { attachments } })
	expect(await screen.findByRole('alert')).toHaveTextContent(
		text('problem.file-too-large', { size: 120, most: 100 }),
	)
	act(() => report({ problem: new Problem('no-connection') }))
	await waitFor(() => expect(screen.queryByRole('alert')).toBeNull())
})
