import { screen, within } from '@testing-library/react'
import { beforeEach, expect, test } from 'vitest'
import { changeEnrolment, unlock } from '../../storage/enrolment/enrolments.ts'
import { ensureSecondKey, setSecondPin } from '../../storage/enrolment/second-pin.ts'
import { setDecoyOpen } from '../../storage/vault/decoy-session.ts'
import { pin } from '../../testing/render-locked.tsx'
import { type PhoneOptions, preparePhone, renderPhone } from '../../testing/render-phone.tsx'
import { text } from '../../testing/text.ts'
import { ChangePinScreen } from './change-pin-screen.tsx'

beforeEach(() => {
	preparePhone()
})

const second = '770412'
const other = '615283'
const render = (options: PhoneOptions = {}) => renderPhone(<ChangePinScreen />, options)
const change = () => screen.findByRole('button', { name: text('pin.change') })
const field = (key: Parameters<typeof text>[0]) => screen.findByLabelText(text(key))
type Phone = Awaited<ReturnType<typeof render>>
async function fillIn({ user }: Phone, now: string, newPin: string, again = newPin) {
	await user.type(await field('pin.currentPin'), now)
	await user.type(await field('unlock.newPin'), newPin)
	await user.type(await field('unlock.confirmPin'), again)
}
const opens = (phone: Phone, which: string) =>
	unlock(phone.vaultSession.device, which).then(
		({ isDecoy }) => (isDecoy ? 'the empty app' : 'the work'),
		() => 'nothing',
	)

test('the new PIN unlocks from then on, and the old one does not', async () => {
	const phone = await render()
	expect(document.activeElement).toBe(await field('pin.currentPin'))
	expect(await change()).toBeDisabled()
	await fillIn(phone, pin, other)
	await phone.user.click(await change())
	expect(await screen.findByText(text('pin.changed'))).toBeVisible()
	expect(screen.getByRole('link', { name: text('app.toHome') })).toHaveAttribute('href', '/')
	// nothing more is shown on this screen
	expect(screen.queryByText(text('pin.secondPinTitle'))).toBeNull()
	expect(await opens(phone, other)).toBe('the work')
	expect(await opens(phone, pin)).toBe('nothing')
})

test('a wrong PIN changes nothing, and the new one need not be typed again', async () => {
	const phone = await render()
	await fillIn(phone, '111111', other)
	await phone.user.click(await change())
	expect(await screen.findByRole('alert')).toHaveTextContent(text('problem.pin-wrong'))
	expect(await field('pin.currentPin')).toHaveValue('')
	expect(await field('unlock.newPin')).toHaveValue(other)
	expect(await opens(phone, other)).toBe('nothing')
	await phone.user.type(await field('pin.currentPin'), pin)
	await phone.user.click(await change())
	expect(await screen.findByText(text('pin.changed'))).toBeVisible()
})

test('two different PINs are reported before anything is tried', async () => {
	const phone = await render()
	await fillIn(phone, pin, other, '615282')
	await phone.user.click(await change())
	expect(await screen.findByRole('alert')).toHaveTextContent(text('unlock.pinMismatch'))
	expect(await opens(phone, pin)).toBe('the work')
})

/** A phone with a second PIN. */
const withSecond: PhoneOptions['given'] = async ({ vaultSession }) => {
	await ensureSecondKey(vaultSession.device, pin)
	await setSecondPin(vaultSession, pin, second)
}

test('the second PIN cannot become the user’s own PIN', async () => {
	const phone = await render({ given: withSecond })
	await fillIn(phone, pin, second)
	await phone.user.click(await change())
	expect(await screen.findByRole('alert')).toHaveTextContent(text('pin.sameAsOtherPin'))
	expect(await opens(phone, pin)).toBe('the work')
})

test('in the empty app the same screen changes the second PIN, and the own one stays', async () => {
	const phone = await render({ isDecoy: true, given: withSecond })
	await fillIn(phone, second, other)
	await phone.user.click(await change())
	expect(await screen.findByText(text('pin.changed'))).toBeVisible()
	expect(await opens(phone, pin)).toBe('the work')
	expect(await opens(phone, second)).toBe('nothing')
	expect(await opens(phone, other)).toBe('the empty app')
	setDecoyOpen(phone.vaultSession.device, false)
})

/** Expands the form of the second PIN. */
async function openSecond({ user }: Phone) {
	await user.click(await screen.findByText(text('pin.secondPinTitle')))
	const form = within((await screen.findByText(text('pin.secondPinHelp'))).closest('form') as HTMLElement)
	return {
		async fillIn(now: string, newPin: string) {
			await user.type(form.getByLabelText(text('pin.currentPin')), now)
			await user.type(form.getByLabelText(text('unlock.newPin')), newPin)
			await user.type(form.getByLabelText(text('unlock.confirmPin')), newPin)
		},
		now: () => form.getByLabelText(text('pin.currentPin')),
		save: () => form.getByRole('button', { name: text('pin.setSecondPin') }),
		remove: () => form.getByRole('button', { name: text('pin.removeSecondPin') }),
	}
}

test('a second PIN is set with the own PIN, and opens the empty app', async () => {
	const phone = await render()
	expect(screen.queryByText(text('pin.secondPinHelp'))).toBeNull()
	const form = await openSecond(phone)
	expect(form.save()).toBeDisabled()
	expect(form.remove()).toBeDisabled()
	await form.fillIn(pin, second)
	await phone.user.click(form.save())
	expect(await screen.findByText(text('pin.secondPinIsSet'))).toBeVisible()
	expect(form.now()).toHaveValue('')
	expect(await opens(phone, second)).toBe('the empty app')
	expect(await opens(phone, pin)).toBe('the work')
	setDecoyOpen(phone.vaultSession.device, false)
})

test('the own PIN is not accepted as second PIN', async () => {
	const phone = await render({ given: withSecond })
	const form = await openSecond(phone)
	await phone.user.type(form.now(), pin)
	await phone.user.click(form.remove())
	expect(await screen.findByText(text('pin.noSecondPin'))).toBeVisible()
	expect(await opens(phone, second)).toBe('nothing')
})

test('the own PIN cannot be the second one', async () => {
	const phone = await render()
	const form = await openSecond(phone)
	await form.fillIn(pin, pin)
	await phone.user.click(form.save())
	expect(await screen.findByRole('alert')).toHaveTextContent(text('pin.sameAsOtherPin'))
	expect(await opens(phone, pin)).toBe('the work')
})

test('with a wrong own PIN no second one is set', async () => {
	const phone = await render()
	const form = await openSecond(phone)
	await form.fillIn('111111', second)
	await phone.user.click(form.save())
	expect(await screen.findByRole('alert')).toHaveTextContent(text('problem.pin-wrong'))
	expect(form.now()).toHaveValue('')
	expect(screen.queryByText(text('pin.secondPinIsSet'))).toBeNull()
	expect(await opens(phone, second)).toBe('nothing')
})

test('a PIN removed after too many wrong tries cannot be changed, and the reason is shown', async () => {
	const phone = await render()
	await changeEnrolment(phone.vaultSession.device, ({ wrappedKey: _, ...row }) => row)
	await fillIn(phone, pin, other)
	await phone.user.click(await change())
	expect(await screen.findByRole('alert')).toHaveTextContent(text('problem.pin-gone'))
})
