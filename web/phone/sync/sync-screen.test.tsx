import { screen, waitFor } from '@testing-library/react'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { Problem } from '#shared/kernel/problem'
import { formOf } from '#shared/testing/scenario'
import { listAudioHashes } from '../../storage/attachments/audio-files.ts'
import { saveBackupFileTime } from '../../storage/database/backup-file-time.ts'
import { recordLosses } from '../../storage/database/ledger.ts'
import { changeEnrolment } from '../../storage/enrolment/enrolments.ts'
import { diskIs } from '../../testing/devices.ts'
import { deskWrites, finishRecord, listRecord } from '../../testing/records.ts'
import { type PhoneOptions, preparePhone, renderPhone } from '../../testing/render-phone.tsx'
import { emptyCaches, recorded, storeAudioOnPhone } from '../../testing/sounds.ts'
import { text } from '../../testing/text.ts'
import { SyncScreen } from './sync-screen.tsx'

const now = Date.parse('2026-11-25T10:00:00+05:00')
beforeEach(() => {
	preparePhone()
	emptyCaches()
	vi.useFakeTimers({ toFake: ['Date'], now })
})
afterEach(() => {
	vi.useRealTimers()
})

const survey = { id: 'household', ver: 1 }
const render = (options: PhoneOptions = {}) => renderPhone(<SyncScreen />, options)
const sendNow = () => screen.findByRole('button', { name: text('sync.syncNow') })
const findNote = (key: Parameters<typeof text>[0], values = {}) => screen.findByText(text(key, values))

test('sent and unsent records are counted, with the oldest unsent one', async () => {
	await render({
		async given({ vaultSession, sync }) {
			await listRecord(vaultSession, 'there')
			await listRecord(vaultSession, 'draft', { status: 'draft' })
			await sync()
			await finishRecord(vaultSession, survey, { 'd_about/about_1/age': 30 })
		},
	})
	expect(await findNote('sync.sentCount', { count: 1 })).toBeVisible()
	expect(screen.getByText(new RegExp(text('sync.unsentCount', { count: 1 })))).toBeVisible()
	expect(screen.getByText(text('sync.oldestUnsent', { time: '25 Nov, 10:00' }))).toBeVisible()
	expect(screen.getByText(text('sync.lastSync', { time: '25 Nov, 10:00' }))).toBeVisible()
})

test('a phone that never synced says so', async () => {
	await render({
		given: ({ vaultSession }) =>
			changeEnrolment(vaultSession.device, (row) => ({ ...row, lastSyncAt: null })),
	})
	expect(await findNote('sync.neverSynced')).toBeVisible()
	expect(screen.getByText(text('sync.unsentCount', { count: 0 }))).toBeVisible()
	expect(screen.queryByText(/The oldest is from/)).toBeNull()
})

test('one press syncs, and its progress is shown', async () => {
	const { user, calls, report } = await render()
	await user.click(await sendNow())
	expect(calls).toEqual(['sendNow'])
	report({ isRunning: true, sent: 0, toSend: 0 })
	expect(await findNote('sync.checking')).toBeVisible()
	expect(await sendNow()).toBeDisabled()
	expect(screen.getByText(text('sync.canContinue'))).toBeVisible()
	report({ sent: 3, toSend: 8 })
	expect(await findNote('sync.progress', { sent: 3, toSend: 8 })).toBeVisible()
	expect(screen.getByRole('progressbar')).toHaveValue(3)
	report({ isRunning: false })
	expect(await sendNow()).toBeEnabled()
	expect(screen.queryByRole('progressbar')).toBeNull()
})

test('a problem that resolves itself is shown here, and not while retrying', async () => {
	const { report } = await render({ sync: { problem: new Problem('no-connection') } })
	expect(await findNote('problem.no-connection')).toBeVisible()
	report({ isRunning: true })
	await waitFor(() => expect(screen.queryByText(text('problem.no-connection'))).toBeNull())
})

test('a problem that needs the user is shown once', async () => {
	await render({ sync: { problem: new Problem('phone-unknown') } })
	expect(await screen.findAllByText(text('problem.phone-unknown'))).toHaveLength(1)
})

test('the last backup is shown with its time, or that there is none', async () => {
	await render()
	expect(await findNote('offlineTransfer.neverBackedUp')).toBeVisible()
	await saveBackupFileTime(now - 3_600_000)
	expect(await findNote('offlineTransfer.lastBackup', { time: '25 Nov, 09:00' })).toBeVisible()
	expect(screen.getByRole('link', { name: text('offlineTransfer.title') })).toHaveAttribute(
		'href',
		'/offline-transfer',
	)
})

test('opened with the second PIN it shows no sync and no backup', async () => {
	await render({
		isDecoy: true,
		given: async () => void (await saveBackupFileTime(now)),
	})
	expect(await findNote('sync.neverSynced')).toBeVisible()
	expect(await findNote('offlineTransfer.neverBackedUp')).toBeVisible()
})

test('storage safety is shown below: persistence, and the space used', async () => {
	Object.assign(navigator.storage, { estimate: async () => ({ usage: 2_340_000, quota: 1e9 }) })
	await render()
	expect(await findNote('storage.complete')).toBeVisible()
	expect(screen.getByText(text('sync.persistence.granted'))).toBeVisible()
	expect(screen.getByText(text('storage.usedSpace', { size: '2.3' }))).toBeVisible()
})

test('a data loss is shown until the coordinator knows', async () => {
	recordLosses([{ device: 'd', isAll: false, unsent: 2, drafts: 1, at: now }])
	const { user } = await render()
	expect(await findNote('storage.unsentLost', { count: 2 })).toBeVisible()
	expect(screen.getByText(text('storage.draftsLost', { count: 1 }))).toBeVisible()
	expect(screen.queryByText(text('storage.complete'))).toBeNull()
	await user.click(screen.getByRole('button', { name: text('storage.lossReported') }))
	expect(screen.queryByText(text('storage.unsentLost', { count: 2 }))).toBeNull()
	expect(localStorage.getItem('zila-lost')).toBe('[]')
})

test('a nearly full phone shows how much of the reserved space is left', async () => {
	await render()
	await sendNow()
	await diskIs('tight')
	expect(await findNote('problem.phone-nearly-full')).toBeVisible()
	expect(screen.getByText(text('storage.reservePartial', { percent: 0 }))).toBeVisible()
})

test('audio questions are counted, and removed on request', async () => {
	const form = formOf('type | name | label\ntext | who | Who')
	const { user } = await render({
		given: () => storeAudioOnPhone(form.id, 'skr', recorded(form, 'skr', ['Who'])),
	})
	expect(await findNote('storage.audioSize', { size: '0.4' })).toBeVisible()
	await user.click(screen.getByRole('button', { name: text('storage.removeAudio') }))
	await waitFor(() => expect(screen.queryByText(text('storage.audioSize', { size: '0.4' }))).toBeNull())
	expect(await listAudioHashes()).toEqual(new Set())
})

test('a record changed by the desk is not counted as unsent', async () => {
	await render({
		async given({ vaultSession, sync }) {
			const record = await finishRecord(vaultSession, survey, { 'd_about/about_1/age': 30 })
			await sync()
			await deskWrites(vaultSession, record, { $status: 'approved' })
		},
	})
	expect(await findNote('sync.sentCount', { count: 1 })).toBeVisible()
})
