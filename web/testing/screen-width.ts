import { act } from '@testing-library/react'
import { onTestFinished } from 'vitest'

const wide = 1280

/** Gives the window the width of a computer's. This DOM begins with one at which the desk is narrow. */
export const beWide = () => resize(wide)

/** Sets the window width until the end of the test; default: a phone's. */
export function setScreenWidth(width = 400): void {
	resize(width)
	onTestFinished(() => resize(wide))
}

const resize = (width: number) =>
	act(() => {
		// this DOM evaluates media queries by the width of its window
		;(window as unknown as { happyDOM: { setViewport(size: { width: number }): void } }).happyDOM.setViewport(
			{ width },
		)
	})
