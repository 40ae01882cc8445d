import { act, screen, within } from '@testing-library/react'
import { beforeEach, expect, test, vi } from 'vitest'
import { Problem } from '#shared/kernel/problem'
import { getLanguageName } from '#shared/study/spoken-languages'
import { audioPaths } from '#shared/sync/audio'
import { listAudioHashes, listStoredAudio } from '../../../storage/attachments/audio-files.ts'
import { ownForm } from '../../../testing/render-draft.tsx'
import { preparePhone, renderPhone } from '../../../testing/render-phone.tsx'
import { emptyCaches, recorded, soundServer, storeAudioOnPhone } from '../../../testing/sounds.ts'
import { text } from '../../../testing/text.ts'
import { AudioLanguageView } from './audio-language-view.tsx'

beforeEach(() => {
	preparePhone()
	emptyCaches()
})

const form = ownForm(`
	type | name | label
	text | who | Who
	select_one yn | tea | Tea?
	choices
	list_name | name | label
	yn | yes | Yes
	yn | no | No
`)
const saraiki = recorded(form, 'skr', ['Who', 'Tea?', 'Yes'])
const name = getLanguageName('skr', form.languages)
const button = (key: Parameters<typeof text>[0], values = {}) =>
	screen.findByRole('button', { name: text(key, values) })

async function render(sounds: Parameters<typeof soundServer>[1] | 'offline', chosen: string | null = null) {
	const [onChoose, onOther, onDone] = [vi.fn(), vi.fn(), vi.fn()]
	let server: ReturnType<typeof soundServer> | null = null
	const phone = await renderPhone(
		<AudioLanguageView form={form} chosen={chosen} onChoose={onChoose} onOther={onOther} onDone={onDone} />,
		{
			given: async () => {
				server = soundServer(form.id, sounds === 'offline' ? {} : sounds)
				if (sounds === 'offline') server.refuse = () => Promise.reject(new TypeError('Failed to fetch'))
			},
		},
	)
	if (!server) throw new Error('the server was not set up before the screen')
	return { ...phone, sounds: server as ReturnType<typeof soundServer>, onChoose, onOther, onDone }
}
const language = async () => within(await screen.findByRole('region', { name }))

test('recorded languages are offered with their size, and downloaded only on request', async () => {
	const { user, sounds, onOther } = await render({ skr: saraiki })
	expect(
		await (await language()).findByText(text('audio.availableCount', { count: 3, texts: 5 })),
	).toBeVisible()
	expect(sounds.requests).toEqual([audioPaths.languages(form.id)])
	expect(screen.queryByRole('button', { name: text('audio.useLanguage', { language: name }) })).toBeNull()
	await user.click(await button('audio.download', { count: 3, size: '1.2' }))
	expect(
		await (await language()).findByText(text('audio.downloadedCount', { count: 3, texts: 4 })),
	).toBeVisible()
	expect(await listAudioHashes()).toEqual(new Set(saraiki.map(({ hash }) => hash)))
	expect(onOther).toHaveBeenCalled()
	expect(await button('audio.useLanguage', { language: name })).toHaveAttribute('aria-pressed', 'false')
	expect(screen.queryByRole('button', { name: /Download/ })).toBeNull()
})

test('download progress is shown, and stopping keeps downloaded files', async () => {
	const { user, sounds } = await render({ skr: saraiki })
	let release = () => {}
	sounds.refuse = (address) =>
		address === audioPaths.sound(saraiki[1]?.hash ?? '')
			? new Promise<Response>((_, broken) => {
					release = () => broken(new DOMException('ended', 'AbortError'))
				})
			: null
	await user.click(await button('audio.download', { count: 3, size: '1.2' }))
	expect(await screen.findByText(text('audio.downloading', { done: 1, all: 3 }))).toBeVisible()
	expect(screen.getByRole('progressbar')).toHaveValue(1)
	await user.click(await button('audio.pauseDownload'))
	await act(async () => release())
	// the next download continues where this one ended
	expect(await button('audio.download', { count: 2, size: '0.8' })).toBeEnabled()
	expect(screen.queryByRole('alert')).toBeNull()
	expect(await listAudioHashes()).toHaveProperty('size', 1)
})

test('stopping while the list is loading is no failure', async () => {
	const { user, sounds } = await render({ skr: saraiki })
	const fetch = await button('audio.download', { count: 3, size: '1.2' })
	let release = () => {}
	sounds.refuse = () =>
		new Promise<Response>((_, broken) => {
			release = () => broken(new DOMException('ended', 'AbortError'))
		})
	await user.click(fetch)
	await user.click(await button('audio.pauseDownload'))
	await act(async () => release())
	expect(await button('audio.download', { count: 3, size: '1.2' })).toBeEnabled()
	expect(screen.queryByRole('alert')).toBeNull()
})

test('a refusal by the server is shown, and it can be tried again', async () => {
	const { user, sounds } = await render({ skr: saraiki })
	const fetch = await button('audio.download', { count: 3, size: '1.2' })
	const refusal = new Problem('phone-unknown')
	sounds.refuse = () => Response.json(refusal.toJSON(), { status: refusal.status })
	await user.click(fetch)
	expect(await screen.findByRole('alert')).toHaveTextContent(text('problem.phone-unknown'))
	sounds.refuse = () => null
	await user.click(await button('audio.download', { count: 3, size: '1.2' }))
	expect(
		await (await language()).findByText(text('audio.downloadedCount', { count: 3, texts: 4 })),
	).toBeVisible()
	expect(screen.queryByRole('alert')).toBeNull()
})

test('a form without audio says so', async () => {
	await render({})
	expect(await screen.findByText(text('audio.empty'))).toBeVisible()
})

test('offline, the languages on the phone can be selected', async () => {
	await storeAudioOnPhone(form.id, 'skr', saraiki)
	const { user, onChoose } = await render('offline')
	expect(await screen.findByText(text('audio.offline'))).toBeVisible()
	expect(screen.queryByText(text('audio.empty'))).toBeNull()
	await user.click(await button('audio.useLanguage', { language: name }))
	expect(onChoose).toHaveBeenCalledWith('skr')
})

test('offline, the app does not claim that there is no audio', async () => {
	await render('offline')
	expect(await screen.findByText(text('audio.offline'))).toBeVisible()
	expect(screen.queryByText(text('audio.empty'))).toBeNull()
})

test('the selected language is marked, and audio is turned off with one press', async () => {
	await storeAudioOnPhone(form.id, 'skr', saraiki)
	const { user, onChoose } = await render({ skr: saraiki }, 'skr')
	expect(await button('audio.useLanguage', { language: name })).toHaveAttribute('aria-pressed', 'true')
	expect(screen.getByText(text('audio.languageComplete'))).toBeVisible()
	await user.click(await button('audio.turnOff'))
	expect(onChoose).toHaveBeenCalledWith(null)
})

test('a removed language is not played, and can be downloaded again', async () => {
	await storeAudioOnPhone(form.id, 'skr', saraiki)
	const { user, onChoose } = await render({ skr: saraiki }, 'skr')
	await user.click(await button('audio.removeLanguage', { language: name }))
	expect(onChoose).toHaveBeenCalledWith(null)
	expect(await button('audio.download', { count: 3, size: '1.2' })).toBeEnabled()
	expect(await listStoredAudio()).toEqual([])
	expect(await listAudioHashes()).toEqual(new Set())
})

test('new recordings are known when the list is opened again', async () => {
	await storeAudioOnPhone(form.id, 'skr', saraiki.slice(0, 2))
	const { onOther } = await render({ skr: saraiki })
	expect(await button('audio.download', { count: 1, size: '0.4' })).toBeEnabled()
	expect(onOther).toHaveBeenCalledTimes(1)
	expect((await listStoredAudio())[0]?.sounds).toEqual(saraiki)
})

test('the back button calls the parent', async () => {
	const { user, onDone } = await render({})
	await user.click(await button('audio.backToQuestions'))
	expect(onDone).toHaveBeenCalledTimes(1)
})
