import { screen, waitFor } from '@testing-library/react'
import { encodeQR } from 'qr'
import { expect, test, vi } from 'vitest'
import type { Problem } from '#shared/kernel/problem'
import { codesSeen, mediaDevices } from '../testing/devices.ts'
import { renderLocked } from '../testing/render-locked.tsx'
import { text } from '../testing/text.ts'
import { CodeScanner } from './code-scanner.tsx'

async function render(isAnyCode = false) {
	const [found, problems, close] = [
		vi.fn<(code: string) => void>(),
		vi.fn<(problem: Problem) => void>(),
		vi.fn(),
	]
	const screenOf = await renderLocked(
		<CodeScanner isAnyCode={isAnyCode} onFound={found} onProblem={problems} onClose={close} />,
	)
	return { ...screenOf, found, problems, close }
}

test('the rear camera searches until a code is found', async () => {
	const streams = mediaDevices()
	const { formats } = codesSeen(null, null, 'A-7')
	const { found } = await render()
	expect(screen.getByText(text('unlock.scanHint'))).toBeVisible()
	await waitFor(() => expect(found).toHaveBeenCalledWith('A-7'))
	expect(found).toHaveBeenCalledTimes(1)
	expect(formats).toEqual([['qr_code']])
	expect(streams[0]?.constraints).toEqual({ video: { facingMode: 'environment' } })
})

test('barcodes are read too where required', async () => {
	mediaDevices()
	const { formats } = codesSeen('A-7')
	const { found } = await render(true)
	await waitFor(() => expect(found).toHaveBeenCalled())
	expect(formats).toEqual([undefined])
})

test('a refused camera is reported', async () => {
	mediaDevices({ isRefused: true })
	const { problems, found } = await render()
	await waitFor(() => expect(problems).toHaveBeenCalledTimes(1))
	expect(problems.mock.calls[0]?.[0].code).toBe('camera-unavailable')
	expect(found).not.toHaveBeenCalled()
})

test('closing calls the parent, and the camera is turned off with the screen', async () => {
	const streams = mediaDevices()
	codesSeen()
	const { user, close, unmount } = await render()
	await waitFor(() => expect(streams).toHaveLength(1))
	await user.click(screen.getByRole('button', { name: text('unlock.closeCamera') }))
	expect(close).toHaveBeenCalledTimes(1)
	expect(streams[0]?.isOn()).toBe(true)
	unmount()
	expect(streams[0]?.isOn()).toBe(false)
})

test('a browser without a code reader reads QR codes with the shipped decoder', async () => {
	mediaDevices()
	const dots = encodeQR('7KQ2M-4XN8T', 'raw', { ecc: 'medium', border: 4, scale: 4 })
	const size = dots.length
	const data = new Uint8ClampedArray(
		dots.flat().flatMap((isDark) => (isDark ? [0, 0, 0, 255] : [255, 255, 255, 255])),
	)
	vi.spyOn(HTMLCanvasElement.prototype, 'getContext').mockReturnValue({
		drawImage: () => {},
		getImageData: () => ({ width: size, height: size, data }),
	} as never)
	const { found } = await render()
	await waitFor(() => expect(found).toHaveBeenCalledWith('7KQ2M-4XN8T'))
})
