import { act } from '@testing-library/react'
import { onTestFinished } from 'vitest'

const wide = 1280

/** The window is as wide as a phone's until the end of the test, or as wide as is said. */
export function setScreenWidth(width = 400): void {
	resize(width)
	onTestFinished(() => resize(wide))
}

const resize = (width: number) =>
	act(() => {
		// this DOM works out media queries from the width of its window
		;(window as unknown as { happyDOM: { setViewport(size: { width: number }): void } }).happyDOM.setViewport(
			{ width },
		)
	})
