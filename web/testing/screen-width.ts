import { act } from '@testing-library/react'
import { onTestFinished } from 'vitest'

const wide = 1280

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
