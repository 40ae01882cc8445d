import { screen, waitFor } from '@testing-library/react'
import { beforeEach, expect, test, vi } from 'vitest'
import { preparePhone, renderPhone } from '../../testing/render-phone.tsx'
import { text } from '../../testing/text.ts'
import { NastaliqSetting } from './nastaliq-setting.tsx'

beforeEach(() => {
	preparePhone()
})

const nastaliq = () => screen.findByRole('checkbox', { name: text('sync.nastaliq') })
/** A browser with fonts and a cache; the font comes from this network. */
function letters(network: () => Promise<Response>): Set<unknown> {
	const fonts = new Set<unknown>()
	const cached = new Map<string, Response>()
	const cache = {
		match: async (key: string) => cached.get(key)?.clone(),
		put: async (key: string, reply: Response) => void cached.set(key, reply),
	}
	vi.stubGlobal('fetch', network)
	vi.stubGlobal('caches', { open: async () => cache, delete: async () => cached.clear() })
	vi.stubGlobal(
		'FontFace',
		class {
			load = async () => this
		},
	)
	Object.defineProperty(document, 'fonts', { value: fonts, configurable: true })
	return fonts
}

test('Nastaliq is downloaded on request, and removed again', async () => {
	const { user } = await renderPhone(<NastaliqSetting />)
	const fonts = letters(async () => new Response('letters'))
	await user.click(await nastaliq())
	await waitFor(() => expect(fonts.size).toBe(1))
	await waitFor(async () => expect(await nastaliq()).toBeEnabled())
	expect(await nastaliq()).toBeChecked()
	expect(document.documentElement.dataset.letters).toBe('nastaliq')
	await user.click(await nastaliq())
	await waitFor(() => expect(fonts.size).toBe(0))
	expect(await nastaliq()).not.toBeChecked()
	expect(document.documentElement.dataset.letters).toBeUndefined()
})

test('a failed font download is reported, and can be tried again', async () => {
	const { user } = await renderPhone(<NastaliqSetting />)
	letters(() => Promise.reject(new TypeError('Failed to fetch')))
	await user.click(await nastaliq())
	expect(await screen.findByRole('status')).toHaveTextContent(text('sync.nastaliqUnavailable'))
	expect(await nastaliq()).not.toBeChecked()
	letters(async () => new Response('letters'))
	await user.click(await nastaliq())
	await waitFor(() => expect(document.documentElement.dataset.letters).toBe('nastaliq'))
	expect(screen.queryByRole('status')).toBeNull()
	await user.click(await nastaliq())
	await waitFor(() => expect(document.documentElement.dataset.letters).toBeUndefined())
})

test('a server reply that is no font is a failure', async () => {
	const { user } = await renderPhone(<NastaliqSetting />)
	letters(async () => new Response('not found', { status: 404 }))
	await user.click(await nastaliq())
	expect(await screen.findByText(text('sync.nastaliqUnavailable'))).toBeVisible()
})
