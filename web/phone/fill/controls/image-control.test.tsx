import { screen, waitFor } from '@testing-library/react'
import { beforeEach, expect, test } from 'vitest'
import { openAttachment } from '../../../storage/attachments/attachments.ts'
import { chooser, diskIs, drawing, mediaDevices } from '../../../testing/devices.ts'
import { type DraftOptions, type RenderedDraft, renderDraft } from '../../../testing/render-draft.tsx'
import { preparePhone } from '../../../testing/render-phone.tsx'
import { text } from '../../../testing/text.ts'

beforeEach(preparePhone)

const render = (appearance = '-', parameters = '-', more = '-', options: DraftOptions = {}) =>
	renderDraft(
		`
		type | name | label | appearance | parameters | read_only
		image | house | House | ${appearance} | ${parameters} | ${more}
	`,
		options,
	)
const button = (key: Parameters<typeof text>[0]) => screen.findByRole('button', { name: text(key) })
const noButton = (key: Parameters<typeof text>[0]) =>
	expect(screen.queryByRole('button', { name: text(key) })).toBeNull()
const photo = (name = 'IMG_Amina.JPG') => new File(['a photograph'], name, { type: 'image/jpeg' })
/** Finds the picture again each time: saving rerenders it, so an earlier element may be detached. */
const picture = () =>
	waitFor(() => expect(screen.getByRole('img', { name: text('controls.photo.label') })).toBeVisible())
const answerOf = async ({ savedAnswers }: RenderedDraft) => String((await savedAnswers()).house)

test('a camera photo is scaled down, encrypted and shown', async () => {
	drawing({ width: 4000, height: 3000 })
	const requests = chooser(photo())
	const phone = await render()
	await phone.user.click(await button('controls.photo.openCamera'))
	expect(requests).toEqual([{ accept: 'image/*', capture: 'environment' }])
	await picture()
	await waitFor(async () => expect(await phone.savedAnswers()).toHaveProperty('house'))
	const name = await answerOf(phone)
	// the original file name is not stored
	expect(name).toMatch(/^picture-[\w-]+\.jpg$/)
	expect(await (await openAttachment(phone.vaultSession.vault, name))?.text()).toBe('1600x1200')
})

test('a form sets the maximum size of photos', async () => {
	drawing({ width: 3000, height: 4000 })
	chooser(photo())
	const phone = await render('-', 'max-pixels=800')
	await phone.user.click(await button('controls.photo.openCamera'))
	await waitFor(async () => expect(await phone.savedAnswers()).toHaveProperty('house'))
	const stored = await openAttachment(phone.vaultSession.vault, await answerOf(phone))
	expect(await stored?.text()).toBe('600x800')
})

test('an existing image is chosen from files, if the form allows it', async () => {
	drawing()
	const requests = chooser(null)
	const { user } = await render()
	await user.click(await button('controls.photo.choose'))
	expect(requests).toEqual([{ accept: 'image/*', capture: null }])
})

test('a form that requires new photos offers no files', async () => {
	await render('new')
	await button('controls.photo.openCamera')
	noButton('controls.photo.choose')
})

test('closing the camera without a photo changes nothing', async () => {
	drawing()
	chooser(null)
	const { user, savedAnswers } = await render()
	await user.click(await button('controls.photo.openCamera'))
	expect(await button('controls.photo.openCamera')).toBeEnabled()
	expect(await savedAnswers()).toEqual({})
})

test('a file that is no image is reported, and another can be taken', async () => {
	drawing({ isUnreadable: true })
	chooser(photo(), photo())
	const phone = await render()
	await phone.user.click(await button('controls.photo.openCamera'))
	expect(await screen.findByRole('alert')).toHaveTextContent(text('problem.picture-unreadable'))
	drawing()
	await phone.user.click(await button('controls.photo.openCamera'))
	await picture()
	expect(screen.queryByRole('alert')).toBeNull()
})

test('a new photo replaces the previous one, which is deleted from the phone', async () => {
	drawing()
	chooser(photo(), photo())
	const phone = await render()
	await phone.user.click(await button('controls.photo.openCamera'))
	await waitFor(async () => expect(await phone.savedAnswers()).toHaveProperty('house'))
	const first = await answerOf(phone)
	await phone.user.click(await button('controls.photo.retake'))
	await waitFor(async () => expect(await answerOf(phone)).not.toBe(first))
	await waitFor(async () => expect(await openAttachment(phone.vaultSession.vault, first)).toBeNull())
})

test('a photo is removed after a confirmation, and the focus moves to the button that takes one', async () => {
	drawing()
	chooser(photo())
	const phone = await render()
	await phone.user.click(await button('controls.photo.openCamera'))
	await picture()
	await phone.user.click(await button('controls.photo.remove'))
	expect(screen.getByRole('alertdialog')).toHaveTextContent(text('controls.file.confirmRemove'))
	// pressing Enter once too often keeps the picture
	expect(document.activeElement).toBe(await button('app.keep'))
	await phone.user.click(await button('app.keep'))
	await picture()
	await phone.user.click(await button('controls.photo.remove'))
	await phone.user.click(await button('controls.file.confirmRemoveYes'))
	expect(document.activeElement).toBe(await button('controls.photo.openCamera'))
	await waitFor(() => expect(screen.queryByRole('img', { name: text('controls.photo.label') })).toBeNull())
	await waitFor(async () => expect(await phone.savedAnswers()).toEqual({}))
})

test('on a nearly full phone no photo can be taken', async () => {
	await render()
	await diskIs('tight')
	expect(await button('controls.photo.openCamera')).toBeDisabled()
	expect(await button('controls.photo.choose')).toBeDisabled()
	await diskIs('roomy')
	expect(await button('controls.photo.openCamera')).toBeEnabled()
})

test('a photo that cannot be stored is shown as waiting, and saved on the next try', async () => {
	drawing()
	chooser(photo())
	const phone = await render()
	const real = navigator.storage.getDirectory
	navigator.storage.getDirectory = () =>
		Promise.reject(new DOMException('disk is full', 'QuotaExceededError'))
	await phone.user.click(await button('controls.photo.openCamera'))
	expect(await screen.findByText(text('problem.phone-full'))).toBeVisible()
	await picture()
	expect(await phone.savedAnswers()).toEqual({})
	// the phone retries automatically, too
	const again = await button('app.retry')
	navigator.storage.getDirectory = real
	await phone.user.click(again)
	await waitFor(async () => expect(await phone.savedAnswers()).toHaveProperty('house'))
	expect(screen.queryByText(text('problem.phone-full'))).toBeNull()
})

test('a photo on another phone is reported as such', async () => {
	await render('-', '-', '-', { answers: { house: 'picture-of-another-phone.jpg' } })
	expect(await screen.findByText(text('controls.file.notOnPhone'))).toBeVisible()
	expect(await button('controls.photo.retake')).toBeEnabled()
	expect(await button('controls.photo.remove')).toBeEnabled()
})

test('the camera in the page leaves nothing in the phone’s gallery', async () => {
	drawing()
	const streams = mediaDevices()
	const phone = await render('inside', 'max-pixels=1000')
	const take = await button('controls.photo.openCamera')
	await phone.user.click(take)
	expect(take).toHaveAttribute('aria-expanded', 'true')
	const shoot = await button('controls.photo.take')
	await waitFor(() => expect(shoot).toBeEnabled())
	expect(streams[0]?.constraints).toEqual({
		video: { facingMode: 'environment', width: { ideal: 1000 }, height: { ideal: 750 } },
	})
	await phone.user.click(shoot)
	await picture()
	expect(streams.map((each) => each.isOn())).toEqual([false])
	await waitFor(async () => expect(await phone.savedAnswers()).toHaveProperty('house'))
	const stored = await openAttachment(phone.vaultSession.vault, await answerOf(phone))
	expect(await stored?.text()).toBe('1000x750')
	expect(document.activeElement).toBe(await button('controls.photo.retake'))
})

test('a refused camera in the page is reported, and the button returns', async () => {
	mediaDevices({ isRefused: true })
	const { user } = await render('inside')
	await user.click(await button('controls.photo.openCamera'))
	expect(await screen.findByRole('alert')).toHaveTextContent(text('problem.camera-unavailable'))
	expect(await button('controls.photo.openCamera')).toHaveAttribute('aria-expanded', 'false')
	expect(document.activeElement).toBe(await button('controls.photo.openCamera'))
})

test('a camera closed during the permission prompt is not left on', async () => {
	let allow = () => {}
	const until = new Promise<void>((done) => {
		allow = done
	})
	const streams = mediaDevices({ until })
	const { user } = await render('inside')
	await user.click(await button('controls.photo.openCamera'))
	expect(await button('controls.photo.take')).toBeDisabled()
	await user.click(await button('unlock.closeCamera'))
	noButton('controls.photo.take')
	allow()
	await waitFor(() => expect(streams.map((each) => each.isOn())).toEqual([false]))
})

test('a computer without a camera app takes the photo in the page', async () => {
	await render()
	// this DOM is a computer: its file inputs have no `capture`
	expect('capture' in document.createElement('input')).toBe(false)
	expect(await button('controls.photo.takeInPage')).toBeEnabled()
})

test('a phone with a camera app has no second button', async () => {
	Object.defineProperty(HTMLInputElement.prototype, 'capture', { value: '', configurable: true })
	try {
		await render()
		await button('controls.photo.openCamera')
		noButton('controls.photo.takeInPage')
	} finally {
		Reflect.deleteProperty(HTMLInputElement.prototype, 'capture')
	}
})

test('a read-only photo has no buttons', async () => {
	await render('annotate', '-', 'yes')
	expect(await button('controls.photo.openCamera')).toBeDisabled()
	expect(await button('controls.photo.choose')).toBeDisabled()
	noButton('controls.photo.remove')
	noButton('controls.drawing.onPhoto')
})
