import { screen, waitFor } from '@testing-library/react'
import { expect, test } from 'vitest'
import { locationReceiver, noReceiver } from '../../../testing/devices.ts'
import { renderForm } from '../../../testing/render-form.tsx'
import { text } from '../../../testing/text.ts'

const render = (parameters = '-', more = '-') =>
	renderForm(`
		type | name | label | parameters | default | required | read_only
		geopoint | gps | House | ${parameters} | ${more}
	`)
const button = (key: Parameters<typeof text>[0], values?: Parameters<typeof text>[1]) =>
	screen.findByRole('button', { name: text(key, values) })

test('the phone looks until it is sure enough, and says meanwhile how sure it is', async () => {
	const receiver = locationReceiver()
	const { user, answer } = await render()
	await user.click(await button('controls.location.get'))
	expect(screen.getByRole('status')).toHaveTextContent(text('controls.location.searching'))
	receiver.reportLocation(80.4)
	expect(screen.getByRole('status')).toHaveTextContent(text('controls.location.accuracy', { metres: 80 }))
	expect(answer('gps')).toBeUndefined()
	receiver.reportLocation(12.6)
	expect(answer('gps')).toBe('30.0451 70.6402 0 13')
	expect(receiver.isWatched()).toBe(false)
	expect(await screen.findByText('30.0451, 70.6402')).toBeVisible()
	expect(screen.getByText(text('controls.location.accuracy', { metres: 13 }))).not.toHaveClass('error')
	expect(await button('controls.location.getAgain')).toBeEnabled()
})

test('a place that is not sure enough is taken when somebody says so', async () => {
	const receiver = locationReceiver()
	const { user, answer } = await render()
	await user.click(await button('controls.location.get'))
	receiver.reportLocation(80, { altitude: 121.6 })
	await user.click(await button('controls.location.save', { metres: 80 }))
	expect(answer('gps')).toBe('30.0451 70.6402 122 80')
	expect(receiver.isWatched()).toBe(false)
})

test('a form says how sure the phone has to be, and what is marked as vague', async () => {
	const receiver = locationReceiver()
	const { user, answer } = await render('capture-accuracy=5 warning-accuracy=10')
	await user.click(await button('controls.location.get'))
	receiver.reportLocation(12)
	expect(answer('gps')).toBeUndefined()
	await user.click(await button('controls.location.save', { metres: 12 }))
	expect(screen.getByText(text('controls.location.accuracy', { metres: 12 }))).toHaveClass('error')
	await user.click(await button('controls.location.getAgain'))
	receiver.reportLocation(4)
	await waitFor(() => expect(answer('gps')).toBe('30.0451 70.6402 0 4'))
	expect(screen.getByText(text('controls.location.accuracy', { metres: 4 }))).not.toHaveClass('error')
})

test('a form that wants places blurred gets them blurred', async () => {
	const receiver = locationReceiver()
	const { user, answer } = await render('decimals=2')
	await user.click(await button('controls.location.get'))
	receiver.reportLocation(12)
	expect(answer('gps')).toBe('30.05 70.64 0 1110')
})

test('looking ends when somebody ends it, and nothing is taken', async () => {
	const receiver = locationReceiver()
	const { user, answer } = await render()
	await user.click(await button('controls.location.get'))
	await user.click(await button('controls.location.stop'))
	expect(receiver.isWatched()).toBe(false)
	expect(await button('controls.location.get')).toBeVisible()
	expect(answer('gps')).toBeUndefined()
})

test('a phone that gives up says so, what it knew can still be taken, and it can look again', async () => {
	const receiver = locationReceiver()
	const { user, answer } = await render()
	await user.click(await button('controls.location.get'))
	receiver.reportLocation(300)
	receiver.fails()
	expect(await screen.findByRole('alert')).toHaveTextContent(text('problem.place-unavailable'))
	expect(await button('controls.location.get')).toBeEnabled()
	await user.click(await button('controls.location.save', { metres: 300 }))
	expect(answer('gps')).toBe('30.0451 70.6402 0 300')
	await user.click(await button('controls.location.getAgain'))
	expect(screen.queryByRole('alert')).toBeNull()
})

test('a phone without a receiver says so', async () => {
	noReceiver()
	const { user } = await render()
	await user.click(await button('controls.location.get'))
	expect(await screen.findByRole('alert')).toHaveTextContent(text('problem.place-unavailable'))
})

test('a place is removed, and the focus goes to the button that takes one', async () => {
	locationReceiver()
	const { user, answer } = await render('-', '30.1 70.2 0 9')
	expect(await screen.findByText('30.1, 70.2')).toBeVisible()
	await user.click(await button('controls.location.remove'))
	expect(answer('gps')).toBeUndefined()
	expect(document.activeElement).toBe(await button('controls.location.get'))
})

test('a place that cannot be changed is only shown', async () => {
	await render('-', '30.1 70.2 0 9 | - | yes')
	expect(await button('controls.location.getAgain')).toBeDisabled()
	expect(screen.queryByRole('button', { name: text('controls.location.remove') })).toBeNull()
	expect(screen.queryByText(text('controls.location.enterManually'))).toBeNull()
})

const latitude = () => screen.getByLabelText(text('controls.location.latitude'))
const longitude = () => screen.getByLabelText(text('controls.location.longitude'))
const reason = () => screen.getByLabelText(text('controls.location.reason'))

test('where no satellite is seen a place is entered by hand, with the reason', async () => {
	const { user, answer } = await render()
	await user.click(await screen.findByText(text('controls.location.enterManually')))
	await user.type(latitude(), '۳۰.۱۵۷۵')
	await user.type(longitude(), '71.5249')
	await user.type(reason(), '  high walls;  no sky ')
	await user.click(await button('controls.location.saveManual'))
	expect(answer('gps')).toBe('30.1575 71.5249 0 0 high walls no sky')
	const shown = await screen.findByText('30.1575, 71.5249')
	expect(shown.parentElement).toHaveTextContent(text('controls.location.enteredManually'))
	expect(shown.parentElement).toHaveTextContent('high walls no sky')
	// it was not measured
	expect(screen.queryByText(text('controls.location.accuracy', { metres: 0 }))).toBeNull()
})

test.each([
	['a latitude that no map has', '91', '71.5', 'walls', 'latitude'],
	['a longitude that no map has', '30.1', '181', 'walls', 'longitude'],
	['degrees and minutes', '30 09 27', '71.5', 'walls', 'latitude'],
	['no reason', '30.1', '71.5', '  ', 'reason'],
] as const)('by hand, %s is refused, and stays in its field', async (_, north, east, why, wrong) => {
	const { user, answer } = await render()
	await user.click(await screen.findByText(text('controls.location.enterManually')))
	await user.type(latitude(), north)
	await user.type(longitude(), east)
	await user.type(reason(), why)
	await user.click(await button('controls.location.saveManual'))
	expect(await screen.findByRole('alert')).toHaveTextContent(text('controls.location.manualInvalid'))
	const fields = { latitude, longitude, reason }
	for (const [name, field] of Object.entries(fields))
		expect(field(), name).toHaveAttribute('aria-invalid', String(name === wrong))
	expect(latitude()).toHaveValue(north)
	expect(answer('gps')).toBeUndefined()
})

test('a place that was typed whole is kept when somebody goes on without the button', async () => {
	const { user, answer } = await render()
	await user.click(await screen.findByText(text('controls.location.enterManually')))
	await user.type(latitude(), '30.1')
	await user.type(longitude(), '71.5')
	await user.type(reason(), 'walls')
	await user.click(await button('fill.next'))
	await waitFor(() => expect(answer('gps')).toBe('30.1 71.5 0 0 walls'))
})
