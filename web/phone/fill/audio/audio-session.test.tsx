import { act, screen, waitFor } from '@testing-library/react'
import { beforeEach, expect, test } from 'vitest'
import { getLanguageName } from '#shared/study/spoken-languages'
import { formOf } from '#shared/testing/scenario'
import { deleteAllAudio } from '../../../storage/attachments/audio-files.ts'
import { beginDraft } from '../../../storage/drafts/drafts.ts'
import { mediaDevices, soundRecorder } from '../../../testing/devices.ts'
import { renderDraft } from '../../../testing/render-draft.tsx'
import { preparePhone } from '../../../testing/render-phone.tsx'
import {
	emptyCaches,
	recorded,
	soundPlayer,
	soundServer,
	spokenText,
	storeAudioOnPhone,
} from '../../../testing/sounds.ts'
import { text } from '../../../testing/text.ts'

beforeEach(() => {
	preparePhone()
	emptyCaches()
})

const definition = formOf(`
	type | name | label | hint
	begin_group | one | First
	select_one yn | tea | Tea? | With milk
	select_multiple yn | both | Both? | -
	text | silent | Nobody recorded this | -
	end_group | -
	begin_group | two | Second
	text | more | More | -
	audio | words | Words | -
	end_group | -
	choices
	list_name | name | label
	yn | yes | Yes
	yn | no | No
`)
const name = getLanguageName('skr', definition.languages)
const spoken = (label: string) => spokenText(definition, 'skr', label)
const button = (key: Parameters<typeof text>[0], values = {}) =>
	screen.findByRole('button', { name: text(key, values) })
const listening = async () =>
	(await screen.findAllByRole('button', { name: text('audio.play') }))[0] as HTMLElement

/** Renders a form with audio for these texts on the phone, and an audio language selected. */
async function renderAudio(labels = ['Tea?', 'With milk', 'Yes', 'Both?', 'More', 'Words']) {
	const player = soundPlayer()
	const phone = await renderDraft(definition, {
		async draft({ vaultSession, form }) {
			await storeAudioOnPhone(form.id, 'skr', recorded(definition, 'skr', labels))
			soundServer(form.id, { skr: recorded(definition, 'skr', labels) })
			return beginDraft(vaultSession, form)
		},
	})
	await phone.user.click(await button('fill.audioQuestions'))
	await phone.user.click(await button('audio.useLanguage', { language: name }))
	await phone.user.click(await button('audio.backToQuestions'))
	await listening()
	return { ...phone, player }
}

test('a question is played with its hint and then its answers, each marked while it is played', async () => {
	const { user, player } = await renderAudio()
	await user.click(await listening())
	for (const label of ['Tea?', 'With milk', 'Yes']) {
		await waitFor(() => expect(player.reads()).toBe(spoken(label)))
		const [marked] = screen.getAllByText(label)
		expect(marked?.closest('.being-read'), label).not.toBeNull()
		await player.ends()
	}
	// "No" has no recording
	await waitFor(() => expect(player.reads()).toBeNull())
	expect(document.querySelector('.being-read')).toBeNull()
	expect(await listening()).toHaveAttribute('aria-pressed', 'false')
})

test('the same button stops playback', async () => {
	const { user, player } = await renderAudio()
	await user.click(await listening())
	await waitFor(() => expect(player.reads()).toBe(spoken('Tea?')))
	await user.click(await button('audio.stop'))
	expect(player.reads()).toBeNull()
	expect(screen.queryByRole('button', { name: text('audio.stop') })).toBeNull()
})

test('an answer can be played alone, without selecting it', async () => {
	const { user, player, savedAnswers } = await renderAudio()
	const [one] = await screen.findAllByRole('button', { name: text('audio.playAnswer', { answer: 'Yes' }) })
	await user.click(one as HTMLElement)
	await waitFor(() => expect(player.reads()).toBe(spoken('Yes')))
	expect(one).toHaveAttribute('aria-pressed', 'true')
	await player.ends()
	await waitFor(() => expect(one).toHaveAttribute('aria-pressed', 'false'))
	expect(await savedAnswers()).toEqual({})
	expect(screen.queryByRole('button', { name: text('audio.playAnswer', { answer: 'No' }) })).toBeNull()
})

test('answers of a select_multiple can be played too', async () => {
	await renderAudio()
	expect(
		await screen.findAllByRole('button', { name: text('audio.playAnswer', { answer: 'Yes' }) }),
	).toHaveLength(2)
})

test('a text without audio has no button', async () => {
	await renderAudio()
	const question = screen.getByRole('textbox', { name: /^Nobody recorded/ }).closest('.question')
	expect(question?.querySelector('button')).toBeNull()
})

test('changing the page stops playback', async () => {
	const { user, player } = await renderAudio()
	await user.click(await listening())
	await waitFor(() => expect(player.reads()).toBe(spoken('Tea?')))
	await user.click(await button('fill.next'))
	await screen.findByRole('textbox', { name: /^More/ })
	expect(player.reads()).toBeNull()
})

test('a hidden page stops playback', async () => {
	const { user, player } = await renderAudio()
	await user.click(await listening())
	await waitFor(() => expect(player.reads()).toBe(spoken('Tea?')))
	Object.defineProperty(document, 'hidden', { value: true, configurable: true })
	act(() => void document.dispatchEvent(new Event('visibilitychange')))
	expect(player.reads()).toBeNull()
})

test('audio that cannot be played is reported', async () => {
	const { user, player } = await renderAudio()
	await user.click(await listening())
	await waitFor(() => expect(player.reads()).toBe(spoken('Tea?')))
	await player.breaks()
	await waitFor(() => expect(player.reads()).toBe(spoken('With milk')))
	expect(screen.getAllByText(text('audio.playbackFailed'))[0]).toBeVisible()
})

test('audio that the browser has lost is reported', async () => {
	const { user } = await renderAudio()
	await deleteAllAudio()
	await user.click(await listening())
	expect((await screen.findAllByText(text('audio.playbackFailed')))[0]).toBeVisible()
})

test('while a recording runs no audio is played', async () => {
	mediaDevices()
	soundRecorder()
	const { user, player } = await renderAudio()
	await user.click(await button('fill.next'))
	await user.click(await listening())
	await waitFor(() => expect(player.reads()).toBe(spoken('More')))
	await user.click(await button('controls.recording.start'))
	expect((await screen.findAllByText(text('audio.offWhileRecording')))[0]).toBeVisible()
	expect(player.reads()).toBeNull()
	expect(screen.queryByRole('button', { name: text('audio.play') })).toBeNull()
	await user.click(await button('fill.back'))
	expect(
		(await screen.findAllByRole('button', { name: text('audio.playAnswer', { answer: 'Yes' }) }))[0],
	).toBeDisabled()
})

test('the audio language is remembered when the form is opened again', async () => {
	const { reopen, user, player } = await renderAudio()
	await user.type(screen.getByRole('textbox', { name: /^Nobody recorded/ }), 'x')
	await user.click(screen.getByRole('button', { name: text('fill.saveAndExit') }))
	await waitFor(() => expect(location.pathname).toBe('/'))
	await reopen()
	await user.click(await listening())
	await waitFor(() => expect(player.reads()).toBe(spoken('Tea?')))
})
