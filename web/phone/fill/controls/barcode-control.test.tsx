import { screen, waitFor } from '@testing-library/react'
import { expect, test } from 'vitest'
import { codesSeen, mediaDevices } from '../../../testing/devices.ts'
import { renderForm } from '../../../testing/render-form.tsx'
import { text } from '../../../testing/text.ts'

const render = (more = '-') =>
	renderForm(`
		type | name | label | default | read_only
		barcode | card | Card | ${more}
	`)
const scan = () => screen.findByRole('button', { name: text('controls.barcode.scan') })
const field = () => screen.findByRole('textbox', { name: /^Card/ })

test('a code is read by the camera, which is then turned off', async () => {
	const streams = mediaDevices()
	const { formats } = codesSeen(null, 'PK607-0042')
	const { user, answer } = await render()
	await user.click(await scan())
	await waitFor(() => expect(answer('card')).toBe('PK607-0042'))
	expect(await field()).toHaveValue('PK607-0042')
	expect(await scan()).toBeVisible()
	expect(streams.map((each) => each.isOn())).toEqual([false])
	// barcodes too, not only QR codes
	expect(formats).toEqual([undefined])
})

test('a code the camera cannot read can be typed', async () => {
	const { user, answer } = await render()
	await user.type(await field(), 'A-7')
	expect(answer('card')).toBe('A-7')
})

test('a refused camera is reported, and it can be tried again', async () => {
	mediaDevices({ isRefused: true })
	const { user, answer } = await render()
	await user.type(await field(), 'A-7')
	await user.click(await scan())
	expect(await screen.findByRole('alert')).toHaveTextContent(text('problem.camera-unavailable'))
	expect(answer('card')).toBe('A-7')
	mediaDevices()
	codesSeen('A-8')
	await user.click(await scan())
	await waitFor(() => expect(answer('card')).toBe('A-8'))
	expect(screen.queryByRole('alert')).toBeNull()
})

test('closing the camera changes nothing, and turns it off', async () => {
	const streams = mediaDevices()
	codesSeen()
	const { user, answer } = await render()
	await user.click(await scan())
	await user.click(await screen.findByRole('button', { name: text('unlock.closeCamera') }))
	expect(await scan()).toBeVisible()
	await waitFor(() => expect(streams.map((each) => each.isOn())).toEqual([false]))
	expect(answer('card')).toBeUndefined()
})

test('a read-only code cannot be scanned', async () => {
	await render('A-9 | yes')
	expect(await screen.findByText('A-9')).toBeVisible()
	expect(screen.queryByRole('button', { name: text('controls.barcode.scan') })).toBeNull()
})
