import { act, fireEvent, screen, waitFor } from '@testing-library/react'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { Problem } from '#shared/kernel/problem'
import { recordLosses } from '../../storage/database/ledger.ts'
import { changeEnrolment, type VaultSession } from '../../storage/enrolment/enrolments.ts'
import { savePersonSettings } from '../../storage/enrolment/person-settings.ts'
import { exchangeBundle, minBatchBytes } from '../../sync/exchange-bundle.ts'
import { finishRecord } from '../../testing/records.ts'
import { emptyPhone, enrolled, pin, renderLocked } from '../../testing/render-locked.tsx'
import { text } from '../../testing/text.ts'
import { UnlockScreen } from './unlock-screen.tsx'

beforeEach(emptyPhone)
afterEach(() => {
	vi.useRealTimers()
})

async function render(
	options: Parameters<typeof renderLocked>[1] = {},
	prepare: () => Promise<void> = async () => undefined,
) {
	const opened: VaultSession[] = []
	/** Headings of the screen at the times when the rest of the app was asked for. */
	const shown: (string | undefined)[] = []
	const screenOf = await renderLocked(
		<UnlockScreen
			prepare={prepare}
			onUnlock={(vaultSession) => void opened.push(vaultSession)}
			onShown={() => void shown.push(document.querySelector('h1')?.textContent)}
		/>,
		options,
	)
	return { ...screenOf, opened, shown }
}
const pinField = () => screen.findByLabelText(text('unlock.pin'))
const open = () => screen.findByRole('button', { name: text('unlock.unlock') })
const link = (key: Parameters<typeof text>[0]) => screen.queryByRole('link', { name: text(key) })

test('a phone without users offers enrolment, or the desk', async () => {
	await render()
	expect(await screen.findByRole('heading', { name: text('unlock.welcome') })).toBeVisible()
	expect(screen.getByText(text('unlock.notEnrolled'))).toBeVisible()
	expect(link('unlock.enrol')).toHaveAttribute('href', '/enrol')
	expect(link('unlock.toDesk')).toHaveAttribute('href', '/desk')
	expect(screen.queryByLabelText(text('unlock.pin'))).toBeNull()
})

test('the only user of a phone is asked for the PIN at once, and the right one unlocks', async () => {
	const { device } = await enrolled()
	const { user, opened } = await render()
	expect(await screen.findByRole('heading', { name: 'Amina' })).toBeVisible()
	expect(document.activeElement).toBe(await pinField())
	expect(await open()).toBeDisabled()
	await user.type(await pinField(), pin)
	await user.click(await open())
	await waitFor(() => expect(opened).toHaveLength(1))
	expect(opened[0]?.device).toBe(device)
	// a person with an enrolment here needs no desk
	expect(link('unlock.toDesk')).toBeNull()
	expect(link('unlock.enrolAnother')).toHaveAttribute('href', '/enrol')
})

test('the rest of the app is loaded once the PIN is on the screen, not before', async () => {
	await enrolled()
	const { shown } = await render()
	await waitFor(() => expect(shown).toEqual(['Amina']))
})

test('the PIN is tapped on keys of the app: no keyboard of the phone opens, and the last digit can be deleted', async () => {
	const { device } = await enrolled()
	await savePersonSettings(device, { pinLength: pin.length })
	const { user, opened } = await render()
	const key = (name: string) => screen.findByRole('button', { name })
	expect(await pinField()).toHaveAttribute('inputmode', 'none')
	expect(await key(text('unlock.deleteDigit'))).toHaveAttribute('aria-disabled', 'true')
	for (const digit of `${pin.slice(0, 3)}7`) await user.click(await key(digit))
	expect(screen.getByRole('status')).toHaveTextContent(text('unlock.digits', { count: 4 }))
	await user.click(await key(text('unlock.deleteDigit')))
	expect(await pinField()).toHaveValue(pin.slice(0, 3))
	// a tap leaves the focus in the field, for a keyboard that is plugged in
	expect(document.activeElement).toBe(await pinField())
	for (const digit of pin.slice(3)) await user.click(await key(digit))
	await waitFor(() => expect(opened).toHaveLength(1))
})

test('the number of circles does not say how many digits the PIN has', async () => {
	const { device } = await enrolled()
	await savePersonSettings(device, { pinLength: 9 })
	const { user, container } = await render()
	await pinField()
	const circles = () => [...container.querySelectorAll('.pin-dots i')].map(({ className }) => className)
	expect(circles()).toEqual(['next', '', '', '', '', ''])
	// the field always has a circle that shows its focus
	await user.type(await pinField(), '111111')
	expect(circles()).toEqual([...Array(6).fill('filled'), 'next'])
})

test('a PIN may be typed in any digits, and letters are ignored', async () => {
	await enrolled()
	const { user, opened } = await render({ language: 'ur' })
	await user.type(await pinField(), '۴۸x۲۹۱۵')
	expect(await pinField()).toHaveValue(pin)
	expect(await pinField()).toHaveAttribute('type', 'password')
	await user.keyboard('{Enter}')
	await waitFor(() => expect(opened).toHaveLength(1))
})

test('a wrong PIN is reported, and the field is cleared and focused', async () => {
	const { device } = await enrolled()
	const { user, opened } = await render()
	await user.type(await pinField(), '111111')
	await user.click(await open())
	expect(await screen.findByRole('alert')).toHaveTextContent(text('problem.pin-wrong'))
	expect(await pinField()).toHaveValue('')
	expect(document.activeElement).toBe(await pinField())
	expect(link('unlock.forgotPin')).toHaveAttribute('href', `/new-pin/${device}`)
	await user.type(await pinField(), pin)
	await user.click(await open())
	await waitFor(() => expect(opened).toHaveLength(1))
	expect(screen.queryByRole('alert')).toBeNull()
})

test('the app opens at the last digit, and after a wrong PIN with the button', async () => {
	const { device } = await enrolled()
	await savePersonSettings(device, { pinLength: pin.length })
	const { user, opened } = await render()
	await user.type(await pinField(), '111111')
	expect(await screen.findByRole('alert')).toHaveTextContent(text('problem.pin-wrong'))
	// the second PIN may be longer
	await user.type(await pinField(), `${pin}0`)
	expect(opened).toHaveLength(0)
	await user.keyboard('{Backspace}')
	await user.click(await open())
	await waitFor(() => expect(opened).toHaveLength(1))
})

test('the right PIN opens without a button', async () => {
	const { device } = await enrolled()
	await savePersonSettings(device, { pinLength: pin.length })
	const { user, opened } = await render()
	await user.type(await pinField(), pin)
	await waitFor(() => expect(opened).toHaveLength(1))
})

test('a wrong PIN confirmed with Enter after its last digit counts as one try', async () => {
	const { device } = await enrolled()
	await savePersonSettings(device, { pinLength: pin.length })
	const { user } = await render()
	await user.type(await pinField(), '11111')
	const field = await pinField()
	await act(async () => {
		fireEvent.change(field, { target: { value: '111111' } })
		await Promise.resolve()
		if (field.closest('form')) fireEvent.submit(field.closest('form') as HTMLFormElement)
	})
	expect(await screen.findByRole('alert')).toHaveTextContent(text('problem.pin-wrong'))
	let tries: number | undefined
	await changeEnrolment(device, (row) => {
		tries = row.tries?.count
		return row
	})
	expect(tries).toBe(1)
})

test('after too many wrong PINs a waiting time is enforced and shown', async () => {
	vi.useFakeTimers({ toFake: ['Date'], now: 1_000_000 })
	const { device } = await enrolled()
	await changeEnrolment(device, (row) => ({ ...row, tries: { count: 6, last: 990_000 } }))
	const { user, opened } = await render()
	await user.type(await pinField(), pin)
	await user.click(await open())
	expect(await screen.findByRole('alert')).toHaveTextContent(text('unlock.tooManyTries', { count: 50 }))
	expect(opened).toEqual([])
})

test('a removed PIN is not asked for: only a code unlocks again', async () => {
	const { device } = await enrolled()
	await changeEnrolment(device, ({ wrappedKey: _, ...row }) => row)
	await render()
	expect(await screen.findByText(text('problem.pin-gone'))).toBeVisible()
	expect(screen.queryByLabelText(text('unlock.pin'))).toBeNull()
	expect(link('unlock.forgotPin')).toHaveAttribute('href', `/new-pin/${device}`)
})

test('one of several users is selected, and can be switched', async () => {
	await enrolled({ name: 'Amina' })
	const { device } = await enrolled({ name: 'Bano' })
	const { user, opened } = await render()
	expect(await screen.findByRole('heading', { name: text('unlock.chooseUser') })).toBeVisible()
	await user.click(screen.getByRole('button', { name: 'Amina' }))
	await pinField()
	await user.click(screen.getByRole('button', { name: text('unlock.switchUser') }))
	await user.click(await screen.findByRole('button', { name: 'Bano' }))
	await user.type(await pinField(), pin)
	await user.click(await open())
	await waitFor(() => expect(opened[0]?.device).toBe(device))
})

test('two users of the same name are distinguished by their enrolment time', async () => {
	vi.useFakeTimers({ toFake: ['Date'], now: Date.parse('2026-11-25T10:00:00+05:00') })
	await enrolled({ enrolledAt: Date.parse('2026-11-01T09:00:00+05:00') })
	await enrolled({ enrolledAt: Date.parse('2026-11-20T09:00:00+05:00') })
	await enrolled({ name: 'Bano' })
	await render()
	expect(await screen.findByText(text('unlock.enrolledAt', { time: '1 Nov, 09:00' }))).toBeVisible()
	expect(screen.getByText(text('unlock.enrolledAt', { time: '20 Nov, 09:00' }))).toBeVisible()
	expect(screen.getByRole('button', { name: 'Bano' })).toBeVisible()
})

test('unsent work is counted before the PIN, without details of records', async () => {
	const vaultSession = await enrolled()
	while ((await exchangeBundle(vaultSession, { batchBytes: minBatchBytes, lastInventory: '' }, 'test')).more);
	await finishRecord(vaultSession, { id: 'household', ver: 1 }, { 'd_about/about_1/age': 30 })
	// offline: nothing is sent automatically
	Object.defineProperty(navigator, 'onLine', { value: false, configurable: true })
	await render()
	expect(await screen.findByText(new RegExp(text('locked.unsentCount', { count: 1 })))).toBeVisible()
	expect(document.body.textContent).not.toMatch(/PK607|\b30\b/)
})

test('a phone without saved work shows nothing about sending', async () => {
	await enrolled()
	await render()
	await pinField()
	expect(screen.queryByText(text('locked.allSent'))).toBeNull()
})

test('a data loss is reported before the PIN', async () => {
	await enrolled()
	recordLosses([{ device: 'd', isAll: true, unsent: 1, drafts: 0, at: 0 }])
	await render()
	expect(await screen.findByText(text('storage.allLost'))).toBeVisible()
})

test('the language of the app can be chosen before anything else', async () => {
	await enrolled()
	const { user } = await render()
	await user.click(await screen.findByRole('button', { name: 'اردو' }))
	await waitFor(() => expect(document.documentElement.lang).toBe('ur'))
	expect(screen.getByRole('button', { name: 'اردو' })).toHaveAttribute('aria-pressed', 'true')
})

test('a PIN is tried only when the rest of the app is there, and is not lost', async () => {
	await enrolled()
	let isReachable = false
	const { user, opened } = await render({}, async () => {
		if (!isReachable) throw new Problem('no-connection')
	})
	await user.type(await screen.findByLabelText(text('unlock.pin')), pin)
	const open = screen.getByRole('button', { name: text('unlock.unlock') })
	await user.click(open)
	expect(await screen.findByText(text('unlock.incomplete'))).toBeVisible()
	expect(opened).toEqual([])
	isReachable = true
	await user.click(open)
	await waitFor(() => expect(opened).toHaveLength(1))
})

test('after the user was switched, nothing opens that was begun before', async () => {
	await enrolled({ name: 'Amina' })
	await enrolled({ name: 'Bano' })
	let goOn = (): void => undefined
	const { user, opened } = await render({}, () => new Promise((over) => (goOn = over)))
	await user.click(await screen.findByRole('button', { name: /Amina/ }))
	await user.type(await screen.findByLabelText(text('unlock.pin')), pin)
	await user.click(screen.getByRole('button', { name: text('unlock.unlock') }))
	await user.click(screen.getByRole('button', { name: text('unlock.switchUser') }))
	goOn()
	await new Promise((over) => setTimeout(over, 500))
	expect(opened).toEqual([])
})
