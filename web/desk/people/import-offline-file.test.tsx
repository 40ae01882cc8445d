import { screen, waitFor } from '@testing-library/react'
import { beforeEach, expect, test, vi } from 'vitest'
import { Problem } from '#shared/kernel/problem'
import type { importOfflineBundle, OfflineImportResult } from '../../sync/import-offline-bundle.ts'
import { setClock } from '../../testing/clock.ts'
import { watchDownloads } from '../../testing/downloads.ts'
import { renderDesk } from '../../testing/render-desk.tsx'
import { text } from '../../testing/text.ts'
import { dateTimeIn } from '../../ui/formats.ts'
import { ImportOfflineFile } from './import-offline-file.tsx'

// the import itself is tested with its module; here only what the page shows
const carry = vi.hoisted(() => vi.fn<typeof importOfflineBundle>())
vi.mock('../../sync/import-offline-bundle.ts', () => ({ importOfflineBundle: carry }))

const made = Date.parse('2026-01-14T05:00:00Z')
const importResult = (over: Partial<OfflineImportResult> = {}): OfflineImportResult => ({
	made,
	added: 3,
	known: 0,
	heldBack: 0,
	unreadable: 0,
	attachments: 0,
	otherProject: null,
	upTo: 9,
	refused: false,
	problem: null,
	receipt: [],
	...over,
})
const render = async () => {
	setClock('2026-01-15T07:00:00Z')
	const onImported = vi.fn()
	const rendered = await renderDesk(<ImportOfflineFile onImported={onImported} />)
	const choose = () => rendered.user.upload(field(), new File(['a bundle'], 'work.zila'))
	return { ...rendered, onImported, choose }
}
const field = () => screen.getByLabelText(text('offlineTransfer.chooseFile'))

beforeEach(() => {
	carry.mockReset()
	carry.mockResolvedValue(importResult())
})

test('received changes are counted, with the creation time of the file', async () => {
	carry.mockResolvedValue(importResult({ known: 1, heldBack: 2, attachments: 4 }))
	const { choose, onImported } = await render()
	await choose()
	const time = dateTimeIn('en', made)
	expect(
		await screen.findByRole('heading', { name: text('offlineTransfer.fileCreatedAt', { time }) }),
	).toBeVisible()
	expect(screen.getAllByRole('listitem').map(({ textContent }) => textContent)).toEqual([
		text('offlineTransfer.newChanges', { count: 3, number: '3' }),
		text('offlineTransfer.knownChanges', { count: 1, number: '1' }),
		text('offlineTransfer.attachments', { count: 4, number: '4' }),
		text('offlineTransfer.quarantined', { count: 2, number: '2' }),
	])
	expect(onImported).toHaveBeenCalledOnce()
	expect(carry.mock.lastCall?.[1]).toBe('pk31')
})

test('progress is shown during the upload, and no second file can be chosen', async () => {
	let finish: (found: OfflineImportResult) => void = () => {}
	carry.mockImplementation(
		() =>
			new Promise((done) => {
				finish = done
			}),
	)
	const { choose } = await render()
	await choose()
	const progress = await screen.findByRole('progressbar', { name: text('offlineTransfer.sending') })
	expect(progress).toHaveAttribute('max', '8')
	expect(field()).toBeDisabled()
	void carry.mock.lastCall?.[2]?.onBundle?.(importResult({ upTo: 5 }))
	await waitFor(() => expect(progress).toHaveAttribute('value', '5'))
	finish(importResult())
	await waitFor(() => expect(screen.queryByRole('progressbar')).toBeNull())
	expect(field()).toBeEnabled()
})

test('a file of another project is not sent, and the project is named', async () => {
	carry.mockResolvedValue(importResult({ otherProject: 'pk32' }))
	const { choose } = await render()
	await choose()
	expect(await screen.findByText(text('offlineTransfer.otherProject', { project: 'pk32' }))).toBeVisible()
	expect(screen.queryByRole('list')).toBeNull()
})

test('a foreign file is reported', async () => {
	carry.mockResolvedValue(importResult({ made: null }))
	const { choose } = await render()
	await choose()
	expect(await screen.findByText(text('offlineTransfer.not-ours'))).toBeVisible()
})

test('an interrupted upload shows the reason, and says that the same file can be chosen again', async () => {
	carry.mockResolvedValue(importResult({ problem: new Problem('no-connection') }))
	const { choose } = await render()
	await choose()
	expect(await screen.findByRole('alert')).toHaveTextContent(text('desk.problem.no-connection'))
	expect(screen.getByText(text('offlineTransfer.retryHint'))).toBeVisible()
	carry.mockResolvedValue(importResult())
	await choose()
	await waitFor(() => expect(screen.queryByRole('alert')).toBeNull())
	expect(carry).toHaveBeenCalledTimes(2)
})

test('the receipt for the device is saved, if there is one', async () => {
	const downloads = watchDownloads()
	carry.mockResolvedValue(importResult({ receipt: [new TextEncoder().encode('acknowledged')] }))
	const { choose, user } = await render()
	await choose()
	await user.click(await screen.findByRole('button', { name: text('offlineTransfer.saveReceipt') }))
	expect(downloads[0]?.name).toMatch(/^receipt-2026-01-15-\d{4}\.zila$/)
	expect(await downloads[0]?.text()).toBe('acknowledged')
})

test('without a receipt there is nothing to save', async () => {
	const { choose } = await render()
	await choose()
	await screen.findByRole('heading', { level: 3 })
	expect(screen.queryByRole('button', { name: text('offlineTransfer.saveReceipt') })).toBeNull()
})
