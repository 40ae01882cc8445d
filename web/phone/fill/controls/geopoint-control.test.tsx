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

test('the phone searches until accurate enough, and shows the current accuracy', async () => {
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

test('a location that is not accurate enough can be saved by hand', async () => {
	const receiver = locationReceiver()
	const { user, answer } = await render()
	await user.click(await button('controls.location.get'))
	receiver.reportLocation(80, { altitude: 121.6 })
	await user.click(await button('controls.location.save', { metres: 80 }))
	expect(answer('gps')).toBe('30.0451 70.6402 122 80')
	expect(receiver.isWatched()).toBe(false)
})

test('a form sets the required accuracy, and the threshold for a warning', async () => {
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

test('a form that requests rounded locations gets them rounded', async () => {
	const receiver = locationReceiver()
	const { user, answer } = await render('decimals=2')
	await user.click(await button('controls.location.get'))
	receiver.reportLocation(12)
	expect(answer('gps')).toBe('30.05 70.64 0 1110')
})

test('stopping the search saves nothing', async () => {
	const receiver = locationReceiver()
	const { user, answer } = await render()
	await user.click(await button('controls.location.get'))
	await user.click(await button('controls.location.stop'))
	expect(receiver.isWatched()).toBe(false)
	expect(await button('controls.location.get')).toBeVisible()
	expect(answer('gps')).toBeUndefined()
})

test('a phone that gives up says so, its last location can be saved, and it can search again', async () => {
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

test('a phone without a GPS receiver says so', async () => {
	noReceiver()
	const { user } = await render()
	await user.click(await button('controls.location.get'))
	expect(await screen.findByRole('alert')).toHaveTextContent(text('problem.place-unavailable'))
})

test('a location is removed, and the focus moves to the button that records one', async () => {
	locationReceiver()
	const { user, answer } = await render('-', '30.1 70.2 0 9')
	expect(await screen.findByText('30.1, 70.2')).toBeVisible()
	await user.click(await button('controls.location.remove'))
	expect(answer('gps')).toBeUndefined()
	expect(document.activeElement).toBe(await button('controls.location.get'))
})

test('a read-only location is shown only', async () => {
	await render('-', '30.1 70.2 0 9 | - | yes')
	expect(await button('controls.location.getAgain')).toBeDisabled()
	expect(screen.queryByRole('button', { name: text('controls.location.remove') })).toBeNull()
	expect(screen.queryByText(text('controls.location.enterManually'))).toBeNull()
})

const latitude = () => screen.getByLabelText(text('controls.location.latitude'))
const longitude = () => screen.getByLabelText(text('controls.location.longitude'))
const reason = () => screen.getByLabelText(text('controls.location.reason'))

test('without satellites a location is entered manually, with a reason', async () => {
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
	['an invalid latitude', '91', '71.5', 'walls', 'latitude'],
	['an invalid longitude', '30.1', '181', 'walls', 'longitude'],
	['degrees and minutes', '30 09 27', '71.5', 'walls', 'latitude'],
	['no reason', '30.1', '71.5', '  ', 'reason'],
] as const)(
	'a manual location with %s is refused, and stays in its fields',
	async (_, north, east, why, wrong) => {
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
	},
)

test('a complete manual location is saved when the page is left without the button', async () => {
	const { user, answer } = await render()
	await user.click(await screen.findByText(text('controls.location.enterManually')))
	await user.type(latitude(), '30.1')
	await user.type(longitude(), '71.5')
	await user.type(reason(), 'walls')
	await user.click(await button('fill.next'))
	await waitFor(() => expect(answer('gps')).toBe('30.1 71.5 0 0 walls'))
})
