import { screen, waitFor } from '@testing-library/react'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { Problem } from '#shared/kernel/problem'
import { saveBackupFileTime } from '../../storage/database/backup-file-time.ts'
import { changeEnrolment } from '../../storage/enrolment/enrolments.ts'
import { deskWrites, finishRecord, listRecord } from '../../testing/records.ts'
import { type PhoneOptions, preparePhone, renderPhone } from '../../testing/render-phone.tsx'
import { emptyCaches } from '../../testing/sounds.ts'
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
	expect(screen.getByText(text('sync.lastSync', { time: '10:00' }))).toBeVisible()
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
	const { vaultSession } = await render()
	expect(await findNote('offlineTransfer.neverBackedUp')).toBeVisible()
	await saveBackupFileTime(vaultSession.device, now - 3_600_000)
	expect(await findNote('offlineTransfer.lastBackup', { time: '25 Nov, 09:00' })).toBeVisible()
	expect(screen.getByRole('link', { name: text('offlineTransfer.title') })).toHaveAttribute(
		'href',
		'/offline-transfer',
	)
})

test('opened with the second PIN it shows no sync and no backup', async () => {
	await render({
		isDecoy: true,
		given: async ({ vaultSession }) => void (await saveBackupFileTime(vaultSession.device, now)),
	})
	expect(await findNote('sync.neverSynced')).toBeVisible()
	expect(await findNote('offlineTransfer.neverBackedUp')).toBeVisible()
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

test('returned records are announced, with the way to them', async () => {
	const { vaultSession } = await render({
		given: ({ vaultSession: at }) => listRecord(at, 'back', { status: 'returned' }),
	})
	const link = (count: number) => screen.findByRole('link', { name: text('sync.returned', { count }) })
	expect(await link(1)).toHaveAttribute('href', '/record/back')
	await listRecord(vaultSession, 'other', { status: 'returned' })
	expect(await link(2)).toHaveAttribute('href', '/')
})

const received = { records: 0, forms: 0, clusters: 0, others: 0 }
test('after a sync it says what went up and came down', async () => {
	const { report } = await render()
	await sendNow()
	report({
		lastRun: { at: now, sent: 2, received: { ...received, records: 1, clusters: 1 }, problem: null },
	})
	expect(await findNote('sync.completeAllSent', { time: '10:00' })).toBeVisible()
	expect(screen.getByText(text('sync.sentNow', { count: 2 }))).toBeVisible()
	expect(screen.getByText(new RegExp(text('sync.receivedKind.records', { count: 1 })))).toHaveTextContent(
		text('sync.receivedKind.clusters', { count: 1 }),
	)
	report({ lastRun: { at: now, sent: 0, received, problem: null } })
	expect(await findNote('sync.sentNothing')).toBeVisible()
	expect(screen.getByText(text('sync.receivedNothing'))).toBeVisible()
})

test('without a network it says when it was tried, and that nothing is lost', async () => {
	const { report } = await render({
		given: async ({ vaultSession }) =>
			void (await finishRecord(vaultSession, survey, { 'd_about/about_1/age': 30 })),
	})
	await findNote('sync.unsentCount', { count: 1 })
	const problem = new Problem('no-connection')
	report({ problem, lastRun: { at: now, sent: 0, received, problem } })
	expect(await findNote('sync.triedOffline', { time: '10:00' })).toBeVisible()
	expect(screen.getByText(text('sync.offlineUnsent', { count: 1 }))).toBeVisible()
	expect(screen.queryByText(text('problem.no-connection'))).toBeNull()
})

test('the backup of another person on this phone is not shown', async () => {
	await saveBackupFileTime('another device', now - 3_600_000)
	await render()
	expect(await findNote('offlineTransfer.neverBackedUp')).toBeVisible()
})
