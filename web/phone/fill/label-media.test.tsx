import { screen, waitFor } from '@testing-library/react'
import { expect, test, vi } from 'vitest'
import { formOf } from '#shared/testing/scenario'
import { renderForm } from '../../testing/render-form.tsx'

const png = 'data:image/png;base64,AAAA'
const mp3 = 'data:audio/mpeg;base64,AQID'
const mp4 = 'data:video/mp4;base64,BAUG'
const definition = {
	...formOf(`
		type | name | label | image::English (en) | image::اردو (ur) | audio | video
		text | who | Who | who.png | who-ur.png | who.mp3 | who.mp4
		text | lost | Lost | never-sent.png | - | - | -
		text | which | Which | \${who}.png | - | - | -
	`),
	mediaFiles: { 'who.png': png, 'who-ur.png': `${png}BBBB`, 'who.mp3': mp3, 'who.mp4': mp4, 'cow.png': png },
}
const images = () => [...document.querySelectorAll('img')].map((each) => each.getAttribute('src'))

test('images, audio and video of a label are shown with it, except big-image', async () => {
	const blobs: Blob[] = []
	vi.spyOn(URL, 'createObjectURL').mockImplementation((blob) => {
		blobs.push(blob as Blob)
		return `blob:${blobs.length}`
	})
	const { container } = await renderForm(definition)
	await waitFor(() => expect(images()).toEqual([png]))
	const [sound, film] = [container.querySelector('audio'), container.querySelector('video')]
	await waitFor(() => expect(sound).toHaveAttribute('src', 'blob:1'))
	expect(film).toHaveAttribute('src', 'blob:2')
	expect(sound).toHaveAttribute('controls')
	// the content security policy does not allow media from data URLs
	expect(blobs.map(({ type }) => type)).toEqual(['audio/mpeg', 'video/mp4'])
	expect(new Uint8Array((await blobs[0]?.arrayBuffer()) ?? new ArrayBuffer())).toEqual(
		new Uint8Array([1, 2, 3]),
	)
})

test('an image is in the language of the interview', async () => {
	await renderForm(definition, { view: { first: { page: 0, language: 'ur' } } })
	await waitFor(() => expect(images()[0]).toBe(`${png}BBBB`))
})

test('an image can depend on another answer', async () => {
	const { user } = await renderForm(definition)
	await user.type(await screen.findByRole('textbox', { name: /^Who/ }), 'cow')
	await waitFor(() => expect(images()).toEqual([png, png]))
})

test('images of choices are shown at their choices', async () => {
	await renderForm({
		...formOf(`
			type | name | label
			select_one animal | which | Which
			choices
			list_name | name | label | image
			animal | cow | Cow | cow.png
			animal | goat | Goat | -
		`),
		mediaFiles: { 'cow.png': png },
	})
	const cow = await screen.findByRole('radio', { name: 'Cow' })
	await waitFor(() => expect(cow.closest('label')?.querySelector('img')).toHaveAttribute('src', png))
	expect(screen.getByRole('radio', { name: 'Goat' }).closest('label')?.querySelector('img')).toBeNull()
})
