import { screen, waitFor, within } from '@testing-library/react'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { formOf } from '#shared/testing/scenario'
import { listAudioHashes } from '../../storage/attachments/audio-files.ts'
import { recordLosses } from '../../storage/database/ledger.ts'
import { personSettings, savePersonSettings } from '../../storage/enrolment/person-settings.ts'
import { diskIs } from '../../testing/devices.ts'
import { type PhoneOptions, preparePhone, renderPhone } from '../../testing/render-phone.tsx'
import { emptyCaches, recorded, storeAudioOnPhone } from '../../testing/sounds.ts'
import { text } from '../../testing/text.ts'
import { applyPersonSettings, showTextSize } from '../../ui/apply-person-settings.ts'
import { SettingsScreen } from './settings-screen.tsx'

const now = Date.parse('2026-11-25T10:00:00+05:00')
beforeEach(() => {
	preparePhone()
	emptyCaches()
	vi.useFakeTimers({ toFake: ['Date'], now })
})
afterEach(() => {
	vi.useRealTimers()
	showTextSize(100)
})

const render = (options: PhoneOptions = {}) => renderPhone(<SettingsScreen />, options)
const findNote = (key: Parameters<typeof text>[0], values = {}) => screen.findByText(text(key, values))

test('the language of the app is kept for this person', async () => {
	const { user, vaultSession } = await render()
	await user.click(await screen.findByRole('button', { name: 'اردو' }))
	expect(await screen.findByRole('heading', { name: 'ترتیبات' })).toBeVisible()
	await waitFor(async () => expect((await personSettings(vaultSession.device)).language).toBe('ur'))
	// another person of the phone has chosen English
	await savePersonSettings('another device', { language: 'en' })
	await applyPersonSettings('another device')
	expect(await screen.findByRole('heading', { name: 'Settings' })).toBeVisible()
	await applyPersonSettings(vaultSession.device)
	expect(await screen.findByRole('heading', { name: 'ترتیبات' })).toBeVisible()
})

test('new forms open in the chosen question language', async () => {
	const { user, vaultSession } = await render()
	await user.selectOptions(await screen.findByLabelText(text('settings.questionLanguage')), 'ur')
	await waitFor(async () => expect((await personSettings(vaultSession.device)).questionLanguage).toBe('ur'))
})

test('the size of the letters changes at once, and is kept', async () => {
	const { user, vaultSession } = await render()
	const sizes = within(await screen.findByRole('group', { name: text('settings.textSize') }))
	await user.click(sizes.getByRole('radio', { name: text('settings.percent', { size: 160 }) }))
	expect(document.documentElement.style.fontSize).toBe('160%')
	await waitFor(async () => expect((await personSettings(vaultSession.device)).textSize).toBe(160))
})

test('it says after how many minutes an open form locks, and which versions are here', async () => {
	await render()
	expect(await findNote('settings.minutes', { count: 5 })).toBeVisible()
	expect(screen.getByText(text('settings.version', { version: __APP_VERSION__ }))).toBeVisible()
	expect(screen.getByText(new RegExp(text('settings.formVersion', { version: 1 })))).toHaveTextContent(
		'Household survey',
	)
	expect(screen.getByRole('link', { name: new RegExp(text('pin.change')) })).toHaveAttribute('href', '/pin')
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
	await screen.findByRole('heading', { name: text('settings.title') })
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
