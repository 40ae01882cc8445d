import { screen, waitFor } from '@testing-library/react'
import { beforeEach, expect, test, vi } from 'vitest'
import { openAttachment } from '../../../storage/attachments/attachments.ts'
import { chooser, diskIs } from '../../../testing/devices.ts'
import { type DraftOptions, renderDraft } from '../../../testing/render-draft.tsx'
import { preparePhone } from '../../../testing/render-phone.tsx'
import { text } from '../../../testing/text.ts'

beforeEach(preparePhone)

const render = (type: 'video' | 'file', more = '-', options: DraftOptions = {}) =>
	renderDraft(
		`
		type | name | label | appearance | read_only
		${type} | given | Given | ${more}
	`,
		options,
	)
const button = (key: Parameters<typeof text>[0]) => screen.findByRole('button', { name: text(key) })
const report = () => new File(['a report'], 'Report of Amina.PDF', { type: 'application/pdf' })
const film = () => new File(['a film'], 'VID_1.mp4', { type: 'video/mp4' })

test('any file is stored unchanged, with only the extension of its name', async () => {
	const requests = chooser(report())
	const phone = await render('file')
	await phone.user.click(await button('controls.file.choose'))
	expect(requests).toEqual([{ accept: '', capture: null }])
	await waitFor(async () => expect(await phone.savedAnswers()).toHaveProperty('given'))
	const name = String((await phone.savedAnswers()).given)
	expect(name).toMatch(/^file-[\w-]+\.pdf$/)
	expect(await (await openAttachment(phone.vaultSession.vault, name))?.text()).toBe('a report')
	expect(await screen.findByText('PDF')).toBeVisible()
	expect(screen.getByText(new RegExp(text('controls.kilobytes', { size: 1 })))).toBeVisible()
})

test('a file that is too large is reported with both sizes, and the previous one stays', async () => {
	const large = report()
	Object.defineProperty(large, 'size', { value: 100_000_001 })
	chooser(report(), large)
	const phone = await render('file')
	await phone.user.click(await button('controls.file.choose'))
	await waitFor(async () => expect(await phone.savedAnswers()).toHaveProperty('given'))
	const { given } = await phone.savedAnswers()
	await phone.user.click(await button('controls.file.chooseAnother'))
	expect(await screen.findByRole('alert')).toHaveTextContent(
		text('problem.file-too-large', { size: 101, most: 100 }),
	)
	expect((await phone.savedAnswers()).given).toBe(given)
})

test('a file that may contain its location has a warning', async () => {
	chooser(film())
	const { user, savedAnswers } = await render('video')
	await user.click(await button('controls.video.record'))
	expect(await screen.findByText(text('controls.file.locationWarning'))).toBeVisible()
	await waitFor(async () =>
		expect(await savedAnswers()).toEqual({ given: expect.stringMatching(/^video-.*\.mp4$/) }),
	)
})

test('a file without location has none', async () => {
	chooser(report())
	const { user } = await render('file')
	await user.click(await button('controls.file.choose'))
	expect(await screen.findByText('PDF')).toBeVisible()
	expect(screen.queryByText(text('controls.file.locationWarning'))).toBeNull()
})

test('a video is taken by the camera, or chosen from the phone if the form allows it', async () => {
	const requests = chooser(null, null)
	const { user } = await render('video')
	await user.click(await button('controls.video.record'))
	await user.click(await button('controls.video.choose'))
	expect(requests).toEqual([
		{ accept: 'video/*', capture: 'environment' },
		{ accept: 'video/*', capture: null },
	])
})

test('a form that requires new videos offers no existing ones', async () => {
	await render('video', 'new')
	await button('controls.video.record')
	expect(screen.queryByRole('button', { name: text('controls.video.choose') })).toBeNull()
})

test('a video is decrypted only to play it', async () => {
	chooser(film())
	const made = vi.spyOn(URL, 'createObjectURL')
	const phone = await render('video')
	await phone.user.click(await button('controls.video.record'))
	await waitFor(async () => expect(await phone.savedAnswers()).toHaveProperty('given'))
	const play = await button('controls.video.play')
	expect(made).not.toHaveBeenCalled()
	await phone.user.click(play)
	expect(await screen.findByLabelText(text('controls.video.label'))).toHaveAttribute('src')
	expect(made).toHaveBeenCalledTimes(1)
})

test('a file on another phone is reported as such', async () => {
	await render('file', '-', { answers: { given: 'file-of-another-phone.pdf' } })
	expect(await screen.findByText(text('controls.file.notOnPhone'))).toBeVisible()
})

test('a file is removed after a confirmation, and no other answer with it', async () => {
	chooser(report())
	const phone = await render('file')
	await phone.user.click(await button('controls.file.choose'))
	await screen.findByText('PDF')
	const name = String((await phone.savedAnswers()).given)
	await phone.user.click(await button('controls.file.remove'))
	await phone.user.click(await button('controls.file.confirmRemoveYes'))
	await waitFor(async () => expect(await phone.savedAnswers()).toEqual({}))
	expect(document.activeElement).toBe(await button('controls.file.choose'))
	await waitFor(async () => expect(await openAttachment(phone.vaultSession.vault, name)).toBeNull())
})

test('removing a video has its own wording', async () => {
	chooser(film())
	const { user } = await render('video')
	await user.click(await button('controls.video.record'))
	await user.click(await button('controls.video.remove'))
	expect(screen.getByRole('alertdialog', { name: text('controls.video.remove') })).toBeVisible()
})

test('a read-only file is shown and cannot be removed', async () => {
	await render('file', '- | yes', { answers: { given: 'file-of-another-phone.pdf' } })
	expect(await button('controls.file.chooseAnother')).toBeDisabled()
	expect(screen.queryByRole('button', { name: text('controls.file.remove') })).toBeNull()
})

test('on a nearly full phone no file can be chosen', async () => {
	await render('file')
	await diskIs('tight')
	expect(await button('controls.file.choose')).toBeDisabled()
})
