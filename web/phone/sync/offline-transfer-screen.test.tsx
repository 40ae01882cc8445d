import { screen, waitFor, within } from '@testing-library/react'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { utf8 } from '#shared/kernel/bytes'
import { randomId } from '#shared/kernel/ids'
import { frameTypes, writeBundle } from '#shared/sync/bundle'
import { asText } from '#shared/sync/bundle-text'
import { writeReplyHeader } from '#shared/sync/messages'
import { receiptToSign } from '#shared/sync/offline-bundle'
import { connect, goodLine, serverWithForm, unlockedAt } from '../../../tests/helpers/unlocked-session.ts'
import { lastCopyAt } from '../../storage/database/backup-file-time.ts'
import { database, write } from '../../storage/database/database.ts'
import { changeEnrolment, type VaultSession } from '../../storage/enrolment/enrolments.ts'
import {
	listOfflineFiles,
	type OfflineFileRow,
	readOfflineFile,
	saveOfflineFile,
	updateOfflineFile,
} from '../../storage/outbox/offline-files.ts'
import { outboxState } from '../../storage/outbox/outbox.ts'
import { listRecords } from '../../storage/records/records.ts'
import { createSigningKey, randomBytes, sign } from '../../storage/vault/vault.ts'
import { writeOfflineFile } from '../../sync/write-offline-file.ts'
import { chooser, savedFiles, sharing } from '../../testing/devices.ts'
import { finishRecord } from '../../testing/records.ts'
import { type PhoneOptions, preparePhone, renderPhone, syncAll } from '../../testing/render-phone.tsx'
import { text } from '../../testing/text.ts'
import { OfflineTransferScreen } from './offline-transfer-screen.tsx'

const now = Date.parse('2026-11-25T10:00:00+05:00')
let disk: ReturnType<typeof preparePhone>
beforeEach(async () => {
	disk = preparePhone()
	await write(['settings'], ({ settings }) => settings.clear())
	vi.useFakeTimers({ toFake: ['Date'], now })
})
afterEach(() => {
	vi.useRealTimers()
})

const survey = { id: 'household', ver: 1 }
const render = (options: PhoneOptions = {}) => renderPhone(<OfflineTransferScreen />, options)
const button = (key: Parameters<typeof text>[0]) => screen.findByRole('button', { name: text(key) })
const findNote = (key: Parameters<typeof text>[0], values = {}) => screen.findByText(text(key, values))
const one: PhoneOptions['given'] = async ({ vaultSession }) =>
	void (await finishRecord(vaultSession, survey, { 'd_about/about_1/age': 30 }))

test('with everything sent there is nothing to export', async () => {
	await render()
	expect(await findNote('offlineTransfer.nothingToExport')).toBeVisible()
	expect(screen.getByText(text('offlineTransfer.neverBackedUp'))).toBeVisible()
	expect(screen.queryByRole('button', { name: text('offlineTransfer.create') })).toBeNull()
	expect(screen.getByRole('button', { name: text('app.back') })).toBeEnabled()
})

test('a phone that never synced cannot create an encrypted file, and says so', async () => {
	await render({
		given: ({ vaultSession }) =>
			changeEnrolment(
				vaultSession.device,
				({ sealingKey: _, ...row }) => row as typeof row & { sealingKey: string },
			),
	})
	expect(await findNote('offlineTransfer.noKey')).toBeVisible()
	expect(screen.queryByText(text('offlineTransfer.nothingToExport'))).toBeNull()
})

test('unsent work is exported and saved, and the backup time is stored', async () => {
	const files = savedFiles()
	const { user, vaultSession } = await render({ given: one })
	await user.click(await button('offlineTransfer.create'))
	expect(
		await screen.findByText(new RegExp(text('offlineTransfer.exportedChanges', { count: 1 }))),
	).toBeVisible()
	// a file that was not saved is no copy
	expect(await lastCopyAt(vaultSession.device)).toBeNull()
	await user.click(await button('offlineTransfer.saveFile'))
	const [[name, file] = []] = [...files]
	expect(name).toMatch(/^notes-2026-11-25-\d{4}\.zila$/)
	expect(file?.size).toBeGreaterThan(100)
	await waitFor(async () => expect(await lastCopyAt(vaultSession.device)).toBe(now))
	expect(await findNote('offlineTransfer.lastBackup', { time: '25 Nov, 10:00' })).toBeVisible()
})

test('a file is shared as text if the phone can, and counts as a backup only if the share succeeded', async () => {
	const taken = sharing({ isTaken: false })
	const { user, vaultSession } = await render({ given: one })
	await user.click(await button('offlineTransfer.create'))
	await user.click(await button('offlineTransfer.shareFile'))
	expect(taken).toEqual([])
	expect(await lastCopyAt(vaultSession.device)).toBeNull()
	const second = sharing()
	await user.click(await button('offlineTransfer.shareFile'))
	await waitFor(async () => expect(await lastCopyAt(vaultSession.device)).toBe(now))
	expect(second[0]?.name).toMatch(/^notes-2026-11-25-\d{4}\.txt$/)
})

test('without sharing support there is no share button', async () => {
	const { user } = await render({ given: one })
	await user.click(await button('offlineTransfer.create'))
	await button('offlineTransfer.saveFile')
	expect(screen.queryByRole('button', { name: text('offlineTransfer.shareFile') })).toBeNull()
})

test('attachments are included or not, as chosen', async () => {
	const { user } = await render({
		async given({ vaultSession }) {
			const record = await finishRecord(vaultSession, survey, { 'd_about/about_1/age': 30 })
			await write(['attachments'], ({ attachments }) =>
				attachments.put({
					device: vaultSession.device,
					name: 'picture-a.jpg',
					record,
					revisions: [],
					state: 'waiting',
					size: 20_000,
				}),
			)
		},
	})
	const size = text('controls.kilobytes', { size: '20' })
	const box = await screen.findByRole('checkbox', {
		name: text('offlineTransfer.includeAttachments', { size }),
	})
	expect(box).toBeChecked()
	await user.click(box)
	await user.click(await button('offlineTransfer.create'))
	expect(await findNote('offlineTransfer.exportedChanges', { count: 1 })).toBeVisible()
	expect(screen.queryByText(new RegExp(text('offlineTransfer.exportedAttachments', { count: 1 })))).toBeNull()
})

/** Creates an offline file of another phone of this project. */
async function fileOfAnother(project = 'test'): Promise<Blob> {
	const server = serverWithForm()
	connect(goodLine(server))
	const another = await unlockedAt(server)
	// the form is in it
	await syncAll(another)
	await finishRecord(another, survey, { 'd_about/about_1/age': 40 })
	const offlineFile = await writeOfflineFile(
		{ ...another, project },
		{ withAttachments: false, app: 'test', now },
	)
	if (!offlineFile) throw new Error('the offline file was not created')
	return offlineFile.file
}
const chosenFile = (content: Blob) => new File([content], 'notes.zila')

test('a file of another phone is stored, and sent once online', async () => {
	const file = await fileOfAnother()
	chooser(chosenFile(file))
	const { user, calls } = await render()
	await user.click(await button('offlineTransfer.chooseFile'))
	expect(await findNote('offlineTransfer.storedForSync')).toBeVisible()
	expect(calls).toEqual(['sendNow'])
	expect(await listOfflineFiles()).toMatchObject([{ size: file.size, made: now, upTo: 0 }])
	const imported = within(await screen.findByRole('region', { name: text('offlineTransfer.importedFiles') }))
	expect(imported.getByRole('heading', { level: 3 })).toHaveTextContent(
		text('offlineTransfer.fileCreatedAt', { time: '25 Nov, 10:00' }),
	)
	expect(imported.getByRole('progressbar', { name: text('offlineTransfer.sending') })).toHaveValue(0)
})

test('a file received as text, by a messenger, works the same', async () => {
	chooser(chosenFile(await asText(await fileOfAnother())))
	const { user } = await render()
	await user.click(await button('offlineTransfer.chooseFile'))
	expect(await findNote('offlineTransfer.storedForSync')).toBeVisible()
})

test('a file of another project is not stored, and the project is named', async () => {
	chooser(chosenFile(await fileOfAnother('elsewhere')))
	const { user } = await render()
	await user.click(await button('offlineTransfer.chooseFile'))
	expect(await findNote('offlineTransfer.otherProject', { project: 'elsewhere' })).toBeVisible()
	expect(await listOfflineFiles()).toEqual([])
})

test('a foreign file is refused, and the right one can be chosen after it', async () => {
	chooser(chosenFile(new Blob(['holiday pictures'])), null)
	const { user, calls } = await render()
	await user.click(await button('offlineTransfer.chooseFile'))
	expect(await findNote('offlineTransfer.not-ours')).toBeVisible()
	expect(calls).toEqual([])
	expect(await listOfflineFiles()).toEqual([])
})

test('a file that cannot be stored is reported', async () => {
	chooser(chosenFile(await fileOfAnother()))
	const { user } = await render()
	await button('offlineTransfer.chooseFile')
	disk.left = 0
	await user.click(await button('offlineTransfer.chooseFile'))
	expect(await screen.findByRole('alert')).toHaveTextContent(text('problem.phone-full'))
	expect(await listOfflineFiles()).toEqual([])
})

/** Creates a receipt of the server for a phone. */
async function receipt(
	vaultSession: VaultSession,
	{ device = vaultSession.device, isSigned = true } = {},
): Promise<File> {
	const { signingKey, publicKey } = await createSigningKey()
	await changeEnrolment(vaultSession.device, (row) => ({ ...row, serverKey: publicKey }))
	const rows = await (await database()).revisions
		.where({ device: vaultSession.device, state: 'waiting' })
		.toArray()
	const header = writeReplyHeader({
		v: 3,
		nonce: randomId(randomBytes),
		acks: rows.map(({ id }) => [id, 'stored']),
		cursor: 0,
		more: false,
		head: { seq: 1, chain: 'c' },
		durable: 0,
		now,
		notices: [],
		receipt: device,
	})
	const signature = isSigned ? await sign(signingKey, receiptToSign(header)) : new Uint8Array(64)
	return chosenFile(
		new Blob([
			writeBundle([
				{ type: frameTypes.header, bytes: header },
				{ type: frameTypes.signature, bytes: signature },
			]),
		]),
	)
}

test('a receipt has the same effect as an acknowledgement by the server', async () => {
	const phone = await render({ given: one })
	chooser(await receipt(phone.vaultSession))
	await phone.user.click(await button('offlineTransfer.chooseFile'))
	expect(await findNote('offlineTransfer.receiptApplied', { count: 1 })).toBeVisible()
	expect(await outboxState(phone.vaultSession.device)).toMatchObject({ waiting: 0 })
	expect(phone.calls).toEqual(['saved'])
	expect(await listRecords(phone.vaultSession)).toMatchObject([{ sendState: 'at-server' }])
})

test.each([
	['for another phone', { device: randomId(randomBytes) }, 'offlineTransfer.for-another'],
	['without a valid signature', { isSigned: false }, 'offlineTransfer.not-signed'],
] as const)('a receipt %s has no effect', async (_, how, key) => {
	const phone = await render({ given: one })
	chooser(await receipt(phone.vaultSession, how))
	await phone.user.click(await button('offlineTransfer.chooseFile'))
	expect(await findNote(key)).toBeVisible()
	expect(await outboxState(phone.vaultSession.device)).toMatchObject({ waiting: 1 })
})

/** Adds an offline file with its upload progress. */
async function carrying(over: Partial<OfflineFileRow>, receipts: readonly string[] = []): Promise<void> {
	await saveOfflineFile(new Blob(['x'.repeat(5000)]), now)
	const [row] = await listOfflineFiles()
	if (row)
		await updateOfflineFile(
			{ ...row, ...over },
			receipts.map((each) => utf8(each)),
		)
}
test('received changes of an imported file are counted, and its receipt can be shared', async () => {
	const files = savedFiles()
	const { user } = await render({
		given: () => carrying({ upTo: 5000, added: 3, known: 1, heldBack: 2 }, ['receipt']),
	})
	expect(await findNote('offlineTransfer.newChanges', { count: 3, number: '3' })).toBeVisible()
	expect(screen.getByText(text('offlineTransfer.knownChanges', { count: 1, number: '1' }))).toBeVisible()
	expect(screen.getByText(text('offlineTransfer.quarantined', { count: 2, number: '2' }))).toBeVisible()
	expect(screen.queryByRole('progressbar')).toBeNull()
	await user.click(await button('offlineTransfer.shareReceipt'))
	await waitFor(() => expect(files.size).toBe(1))
	const [[name, file] = []] = [...files]
	expect(name).toMatch(/^receipt-2026-11-25-\d{4}\.zila$/)
	expect(await file?.text()).toBe('receipt')
})

test('a file that the server refused can be saved again, so that it is not only on this phone', async () => {
	const files = savedFiles()
	const { user } = await render({ given: () => carrying({ upTo: 5000, refused: true }) })
	expect(await findNote('offlineTransfer.deviceUnknown')).toBeVisible()
	await user.click(await button('offlineTransfer.saveFile'))
	await waitFor(() => expect([...files.values()][0]?.size).toBe(5000))
})

test('a completed file can be removed from the list, one in progress cannot', async () => {
	const { user } = await render({ given: () => carrying({ upTo: 2000 }) })
	expect(await screen.findByRole('progressbar')).toHaveValue(2000)
	expect(screen.queryByRole('button', { name: text('offlineTransfer.removeFromList') })).toBeNull()
	expect(screen.queryByRole('button', { name: text('offlineTransfer.shareReceipt') })).toBeNull()
	const [row] = await listOfflineFiles()
	if (row) await updateOfflineFile({ ...row, upTo: 5000, refused: true }, [])
	await user.click(await button('offlineTransfer.removeFromList'))
	await waitFor(async () => expect(await listOfflineFiles()).toEqual([]))
	expect(await readOfflineFile(row?.name ?? '')).toBeNull()
	await waitFor(() =>
		expect(screen.queryByRole('region', { name: text('offlineTransfer.importedFiles') })).toBeNull(),
	)
})

test('opened with the second PIN it imports nothing', async () => {
	await render({ isDecoy: true, given: () => carrying({ upTo: 0 }) })
	await button('offlineTransfer.chooseFile')
	expect(screen.queryByRole('region', { name: text('offlineTransfer.importedFiles') })).toBeNull()
})
