import { act, screen, waitFor, within } from '@testing-library/react'
import { zipSync } from 'fflate'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { AudioListItem } from '#shared/audio/audio-api'
import { listAudioTexts } from '#shared/audio/audio-texts'
import { Problem } from '#shared/kernel/problem'
import { setClock } from '../../testing/clock.ts'
import { definitionOf, formListed } from '../../testing/forms.ts'
import { type DeskOptions, renderDesk } from '../../testing/render-desk.tsx'
import { noContent, offline } from '../../testing/server-replies.ts'
import { text } from '../../testing/text.ts'
import { dateTimeIn } from '../../ui/formats.ts'
import { AudioPanel } from './audio-panel.tsx'

const visit = definitionOf(
	'visit',
	`
	type           name  label      hint
	text           who   Your name  As on your card
	select_one yn  tea   Tea?       -
	choices
	list_name  name  label
	yn         yes   Yes
	yn         no    No
`,
)
const texts = listAudioTexts(visit, 'pnb')
const keyOf = (name: string) => texts.find(({ names }) => names.includes(name))?.key ?? ''
const hash = 'a'.repeat(64)
const spoken = (name: string, over: Partial<AudioListItem> = {}): AudioListItem => ({
	language: 'pnb',
	text: keyOf(name),
	place: 'elsewhere',
	hash,
	size: 4,
	by: 'Sadia',
	at: '2026-01-10T05:00:00.000Z',
	...over,
})
class Player {
	static last = new Player()
	src = ''
	onended = () => {}
	onpause = () => {}
	onerror = () => {}
	play = async () => {}
	pause = vi.fn()
	constructor() {
		Player.last = this
	}
}
class Recorder {
	state = 'inactive'
	mimeType = 'audio/ogg'
	ondataavailable = (_: { data: Blob }) => {}
	onstop = () => {}
	start(): void {
		this.state = 'recording'
	}
	stop(): void {
		this.state = 'inactive'
		this.ondataavailable({ data: new Blob(['OggS']) })
		this.onstop()
	}
}
const microphone = vi.fn()

beforeEach(() => {
	vi.stubGlobal('Audio', Player)
	vi.stubGlobal('MediaRecorder', Recorder)
	microphone.mockReset().mockResolvedValue({ getTracks: () => [{ stop() {} }] })
	Object.defineProperty(navigator, 'mediaDevices', {
		value: { getUserMedia: microphone },
		configurable: true,
	})
})
afterEach(() => {
	vi.unstubAllGlobals()
})

const render = (sounds: AudioListItem[] = [], { replies, ...options }: DeskOptions = {}) => {
	setClock('2026-01-15T07:00:00Z')
	return renderDesk(<AudioPanel definition={visit} version={1} onClose={() => {}} />, {
		...options,
		replies: {
			'GET /api/forms': [formListed(visit)],
			'GET /api/forms/visit/audio': sounds,
			'POST /api/forms/visit/audio': noContent,
			'POST /api/forms/visit/audio/confirm': noContent,
			'DELETE /api/forms/visit/audio/:language/:text': noContent,
			...replies,
		},
	})
}
const row = (name: string | RegExp) => screen.findByRole('row', { name })
type Act =
	| 'record'
	| 'recordAgain'
	| 'stopAndSave'
	| 'retryUpload'
	| 'play'
	| 'stopPlayback'
	| 'remove'
	| 'confirmRecording'
const button = (act: Act, of: string) =>
	screen.findByRole('button', {
		name: text('forms.audio.actionOn', { act: text(`forms.audio.${act}`), text: of }),
	})
const noButton = (act: Act, of: string) =>
	screen.queryByRole('button', {
		name: text('forms.audio.actionOn', { act: text(`forms.audio.${act}`), text: of }),
	})
const chooseFiles = async (user: Awaited<ReturnType<typeof render>>['user'], ...files: File[]) =>
	user.upload(await screen.findByLabelText(text('forms.audio.uploadFiles')), files)
const sound = (name: string, content = 'OggS') => new File([content], name, { type: 'audio/ogg' })

test('each text is shown with its file name and whether it is recorded', async () => {
	await render([spoken('who')])
	const who = await row(/^Your name/)
	expect(who).toHaveTextContent(text('forms.audio.kind.question'))
	expect(who).toHaveTextContent(
		text('forms.audio.recordedBy', { who: 'Sadia', when: dateTimeIn('en', '2026-01-10T05:00:00.000Z') }),
	)
	expect(await row(/^As on your card/)).toHaveTextContent('who-hint')
	expect(await row(/^Yes/)).toHaveTextContent('tea-yes')
	expect(await row(/^Yes/)).toHaveTextContent(text('forms.audio.none'))
	expect(screen.getByText(text('forms.audio.recordedCount', { count: 1, texts: 5 }))).toBeVisible()
	expect(noButton('play', 'Yes')).toBeNull()
	expect(noButton('remove', 'Yes')).toBeNull()
})

test('only missing texts can be shown, and another language has its own audio', async () => {
	const { user } = await render([spoken('who')])
	await row(/^Your name/)
	await user.click(screen.getByRole('checkbox', { name: text('forms.audio.onlyMissing') }))
	expect(screen.queryByRole('row', { name: /^Your name/ })).toBeNull()
	expect(await row(/^Tea\?/)).toBeVisible()
	await user.selectOptions(screen.getByRole('combobox', { name: text('forms.audio.language') }), 'ps')
	expect(await row(/^Your name/)).toHaveTextContent(text('forms.audio.none'))
})

test('a text is recorded with the microphone and uploaded when stopped', async () => {
	const { user, server } = await render()
	await user.click(await button('record', 'Tea?'))
	const stop = await button('stopAndSave', 'Tea?')
	// no playback during a recording, and no second recording
	expect(await button('record', 'Yes')).toBeDisabled()
	server.reply({ 'GET /api/forms/visit/audio': [spoken('tea')] })
	await user.click(stop)
	expect(await button('recordAgain', 'Tea?')).toBeEnabled()
	expect(server.bodiesOf('POST /api/forms/visit/audio')).toEqual([
		{ language: 'pnb', text: keyOf('tea'), sound: btoa('OggS') },
	])
})

test('a recording that did not reach the server is kept and uploaded again', async () => {
	const { user, server } = await render([], { replies: { 'POST /api/forms/visit/audio': offline } })
	await user.click(await button('record', 'Tea?'))
	await user.click(await button('stopAndSave', 'Tea?'))
	expect(await screen.findByRole('alert')).toHaveTextContent(text('desk.problem.no-connection'))
	server.reply({ 'POST /api/forms/visit/audio': noContent, 'GET /api/forms/visit/audio': [spoken('tea')] })
	await user.click(await button('retryUpload', 'Tea?'))
	expect(await button('recordAgain', 'Tea?')).toBeEnabled()
	await waitFor(() => expect(noButton('retryUpload', 'Tea?')).toBeNull())
	const [first, second] = server.bodiesOf('POST /api/forms/visit/audio')
	expect(second).toEqual(first)
})

test('a missing microphone is reported', async () => {
	microphone.mockRejectedValue(new Error('denied'))
	const { user } = await render()
	await user.click(await button('record', 'Tea?'))
	expect(await screen.findByRole('alert')).toHaveTextContent(text('problem.microphone-unavailable'))
	expect(await button('record', 'Tea?')).toBeEnabled()
})

test('a recording is played and stopped', async () => {
	const { user } = await render([spoken('tea')])
	await user.click(await button('play', 'Tea?'))
	const silence = await button('stopPlayback', 'Tea?')
	expect(Player.last.src).toBe(`/api/forms/visit/audio/pnb/${keyOf('tea')}?hash=${hash}`)
	await user.click(silence)
	expect(await button('play', 'Tea?')).toBeVisible()
	expect(Player.last.pause).toHaveBeenCalled()
})

test('playback ends at the end of a recording', async () => {
	const { user } = await render([spoken('tea')])
	await user.click(await button('play', 'Tea?'))
	await button('stopPlayback', 'Tea?')
	act(() => Player.last.onended())
	expect(await button('play', 'Tea?')).toBeVisible()
})

test('a changed text is confirmed with the audio that was played', async () => {
	const old = spoken('tea', { text: 'b'.repeat(32), place: 'tea' })
	const { user, server } = await render([old])
	expect(await row(/^Tea\?/)).toHaveTextContent(text('forms.audio.changed'))
	expect(screen.getByText(text('forms.audio.recordedCount', { count: 0, texts: 5 }))).toBeVisible()
	server.reply({ 'GET /api/forms/visit/audio': [spoken('tea')] })
	await user.click(await button('confirmRecording', 'Tea?'))
	await waitFor(() => expect(noButton('confirmRecording', 'Tea?')).toBeNull())
	expect(server.bodiesOf('POST /api/forms/visit/audio/confirm')).toEqual([
		{ language: 'pnb', text: keyOf('tea'), hash },
	])
})

test('audio is removed', async () => {
	const { user, server } = await render([spoken('tea')])
	const remove = await button('remove', 'Tea?')
	server.reply({ 'GET /api/forms/visit/audio': [] })
	await user.click(remove)
	expect(await button('record', 'Tea?')).toBeEnabled()
	expect(server.bodiesOf(`DELETE /api/forms/visit/audio/pnb/${keyOf('tea')}`)).toHaveLength(1)
})

test('many files are uploaded by name, also in a ZIP; unknown names are listed', async () => {
	const { user, server } = await render()
	const zip = new File([zipSync({ 'sounds/tea-yes.ogg': new TextEncoder().encode('OggS') })], 'all.zip')
	await chooseFiles(user, sound('who.ogg'), sound('holiday.ogg'), zip)
	expect(await screen.findByText(text('forms.audio.uploadedCount', { count: 2 }))).toBeVisible()
	expect(screen.getByText(text('forms.audio.unmatchedFiles', { files: 'holiday.ogg' }))).toBeVisible()
	expect(server.bodiesOf('POST /api/forms/visit/audio')).toMatchObject([
		{ text: keyOf('who') },
		{ text: keyOf('tea-yes') },
	])
})

test('a file that is not audio is refused by name, and the others are uploaded', async () => {
	const { user } = await render()
	await chooseFiles(user, sound('who.ogg', 'a letter'), sound('tea.ogg'))
	expect(await screen.findByText(text('forms.audio.uploadedCount', { count: 1 }))).toBeVisible()
	const refused = screen.getByText(text('forms.audio.rejectedFiles')).closest('div') as HTMLElement
	expect(within(refused).getByRole('listitem')).toHaveTextContent(
		`who.ogg: ${text('problem.sound-unreadable')}`,
	)
})

test('when the next file would fail too, the rest is not tried, and the reason is shown', async () => {
	const { user, server } = await render([], {
		replies: { 'POST /api/forms/visit/audio': new Problem('server-disk-full') },
	})
	await chooseFiles(user, sound('who.ogg'), sound('tea.ogg'))
	expect(await screen.findByRole('alert')).toHaveTextContent(text('desk.problem.server-disk-full'))
	expect(server.bodiesOf('POST /api/forms/visit/audio')).toHaveLength(1)
})

test('audio for one text is chosen in its row', async () => {
	const { user, server } = await render()
	await row(/^Tea\?/)
	const label = text('forms.audio.actionOn', { act: text('forms.audio.uploadFile'), text: 'Tea?' })
	await user.upload(screen.getByLabelText(label), sound('whatever.ogg'))
	await waitFor(() =>
		expect(server.bodiesOf('POST /api/forms/visit/audio')).toMatchObject([{ text: keyOf('tea') }]),
	)
})

test('the panel reports when it is offline', async () => {
	await render([], { replies: { 'GET /api/forms': offline } })
	expect(await screen.findByRole('alert')).toHaveTextContent(text('desk.problem.no-connection'))
})
