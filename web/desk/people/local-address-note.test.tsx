import { screen } from '@testing-library/react'
import { expect, test } from 'vitest'
import { renderDesk } from '../../testing/render-desk.tsx'
import { text } from '../../testing/text.ts'
import { isLocalAddress, LocalAddressNote } from './local-address-note.tsx'

test.each(['localhost', '127.0.0.1', '127.1.2.3', '[::1]', 'zila.localhost'])(
	'%s is this computer',
	(name) => {
		expect(isLocalAddress(name)).toBe(true)
	},
)
test.each(['zila.example.org', '192.168.1.20', '10.0.0.5', 'localhost.example.org', '127.example.org'])(
	'%s is reached by others',
	(name) => {
		expect(isLocalAddress(name)).toBe(false)
	},
)
test('whoever makes codes on the server itself is told that phones cannot open the links', async () => {
	await renderDesk(<LocalAddressNote />)
	expect(screen.getByText(text('people.localAddress', { address: location.host }))).toBeVisible()
})
