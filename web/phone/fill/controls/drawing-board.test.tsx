import { fireEvent, screen, waitFor } from '@testing-library/react'
import { beforeEach, expect, test, vi } from 'vitest'
import { openAttachment } from '../../../storage/attachments/attachments.ts'
import { chooser, drawing } from '../../../testing/devices.ts'
import { type RenderedDraft, renderDraft } from '../../../testing/render-draft.tsx'
import { preparePhone } from '../../../testing/render-phone.tsx'
import { text } from '../../../testing/text.ts'

beforeEach(preparePhone)

const render = (appearance: string, more = '-') =>
	renderDraft(`
		type | name | label | appearance | parameters | read_only
		image | sign | Sign here | ${appearance} | - | ${more}
	`)
const button = (key: Parameters<typeof text>[0]) => screen.findByRole('button', { name: text(key) })
const paper = () => screen.findByRole('img', { name: text('controls.drawing.canvas') })

/** Draws a stroke on the paper, which is 480 pixels wide on the screen. */
async function stroke(...points: readonly (readonly [number, number])[]) {
	const canvas = await paper()
	points.forEach(([clientX, clientY], i) => {
		const finger = { pointerId: 1, isPrimary: true, clientX, clientY }
		if (i === 0) fireEvent.pointerDown(canvas, finger)
		else fireEvent.pointerMove(canvas, finger)
	})
	fireEvent.pointerUp(canvas, { pointerId: 1, isPrimary: true })
}
const keptFile = async ({ savedAnswers, vaultSession }: RenderedDraft) => {
	await waitFor(async () => expect(await savedAnswers()).toHaveProperty('sign'))
	const name = String((await savedAnswers()).sign)
	return { name, blob: await openAttachment(vaultSession.vault, name) }
}

test('a signature is drawn on a wide white canvas, and saved on confirmation', async () => {
	const { drawn } = drawing()
	const phone = await render('signature')
	await phone.user.click(await button('controls.drawing.sign'))
	expect(await paper()).toHaveAttribute('width', '960')
	expect(await paper()).toHaveAttribute('height', '480')
	expect(await button('controls.drawing.save')).toBeDisabled()
	await stroke([10, 20], [30, 40])
	// in pixels of the canvas, whatever its size on the screen
	expect(drawn).toContain('moveTo 20 20')
	expect(drawn).toContain('lineTo 60 40')
	await phone.user.click(await button('controls.drawing.save'))
	const { name, blob } = await keptFile(phone)
	expect(name).toMatch(/\.png$/)
	expect(await blob?.text()).toBe('960x480')
	expect(screen.queryByRole('img', { name: text('controls.drawing.canvas') })).toBeNull()
	expect(document.activeElement).toBe(await button('controls.drawing.redraw'))
})

test('a sketch is drawn on a square canvas', async () => {
	drawing()
	const { user } = await render('draw')
	await user.click(await button('controls.drawing.start'))
	expect(await paper()).toHaveAttribute('height', '960')
})

test('strokes are undone one by one, or all at once', async () => {
	const { drawn } = drawing()
	const { user } = await render('draw')
	await user.click(await button('controls.drawing.start'))
	await stroke([10, 10], [20, 20])
	await stroke([30, 30], [40, 40])
	drawn.length = 0
	await user.click(await button('controls.drawing.undo'))
	expect(drawn.filter((each) => each.startsWith('moveTo'))).toEqual(['moveTo 20 20'])
	expect(await button('controls.drawing.save')).toBeEnabled()
	await stroke([50, 50], [60, 60])
	await user.click(await button('controls.drawing.clear'))
	expect(await button('controls.drawing.save')).toBeDisabled()
	expect(await button('controls.drawing.undo')).toBeDisabled()
})

test('a second finger draws nothing', async () => {
	drawing()
	const { user } = await render('draw')
	await user.click(await button('controls.drawing.start'))
	const canvas = await paper()
	fireEvent.pointerDown(canvas, { pointerId: 2, isPrimary: false, clientX: 5, clientY: 5 })
	fireEvent.pointerUp(canvas, { pointerId: 2, isPrimary: false })
	expect(await button('controls.drawing.save')).toBeDisabled()
})

test('an unconfirmed drawing is saved when the page is left', async () => {
	drawing()
	const phone = await render('signature')
	await phone.user.click(await button('controls.drawing.sign'))
	await stroke([10, 20], [30, 40])
	await phone.user.click(await button('fill.next'))
	expect((await keptFile(phone)).name).toMatch(/\.png$/)
})

test('an empty canvas is no answer', async () => {
	drawing()
	const phone = await render('signature')
	await phone.user.click(await button('controls.drawing.sign'))
	await phone.user.click(await button('fill.next'))
	expect(await screen.findByRole('heading', { name: text('finish.ready') })).toBeVisible()
	expect(await phone.savedAnswers()).toEqual({})
})

test('a photo is annotated in red, in its own size', async () => {
	const { drawn } = drawing({ width: 800, height: 600 })
	chooser(new File(['x'], 'a.jpg', { type: 'image/jpeg' }))
	const phone = await render('annotate')
	expect(screen.queryByRole('button', { name: text('controls.drawing.onPhoto') })).toBeNull()
	await phone.user.click(await button('controls.photo.openCamera'))
	const { name: before } = await keptFile(phone)
	drawn.length = 0
	await phone.user.click(await button('controls.drawing.onPhoto'))
	await waitFor(async () => expect(await paper()).toHaveAttribute('width', '800'))
	await waitFor(() => expect(drawn).toContain('drawImage 0 0'))
	await stroke([10, 20], [30, 40])
	await phone.user.click(await button('controls.drawing.save'))
	await waitFor(async () => expect((await phone.savedAnswers()).sign).not.toBe(before))
	const { name, blob } = await keptFile(phone)
	expect(name).toMatch(/\.jpg$/)
	expect(await blob?.text()).toBe('800x600')
})

test('a drawing the browser cannot encode is reported, and stays on the canvas', async () => {
	drawing()
	const phone = await render('signature')
	await phone.user.click(await button('controls.drawing.sign'))
	await stroke([10, 20], [30, 40])
	const toBlob = vi.spyOn(HTMLCanvasElement.prototype, 'toBlob').mockImplementation((made) => made(null))
	await phone.user.click(await button('controls.drawing.save'))
	expect(await screen.findByRole('alert')).toHaveTextContent(text('problem.picture-unreadable'))
	expect(await paper()).toBeVisible()
	toBlob.mockImplementation((made) => made(new Blob(['x'])))
	await phone.user.click(await button('controls.drawing.save'))
	expect((await keptFile(phone)).name).toMatch(/\.png$/)
})

test('a read-only drawing has no canvas to open', async () => {
	await render('signature', 'yes')
	expect(await button('controls.drawing.sign')).toBeDisabled()
})
