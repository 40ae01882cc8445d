/** A tap ends after the finger has left: the browser looks up later what is under it. */
const afterTouchMs = 400

export interface InputWatch {
	/** True while the cursor is in a text field, and while the screen is touched. */
	isBusy(): boolean
	stop(): void
}

/** Watches whether a person enters something now, so that nothing moves under the finger. `onRest`: when they no longer do. */
export function watchInput(onRest: () => void): InputWatch {
	let isTyping = false
	let isTouched = false
	let timer: ReturnType<typeof setTimeout> | undefined
	const settle = () => {
		if (!isTyping && !isTouched) onRest()
	}
	const listeners: Readonly<Record<string, (event: Event) => void>> = {
		focusin({ target }) {
			isTyping = target instanceof Element && target.matches(typedControls)
		},
		focusout() {
			isTyping = false
			settle()
		},
		pointerdown() {
			clearTimeout(timer)
			isTouched = true
		},
		pointerup: endTouch,
		pointercancel: endTouch,
	}
	function endTouch() {
		clearTimeout(timer)
		timer = setTimeout(() => {
			isTouched = false
			settle()
		}, afterTouchMs)
	}
	for (const [type, listener] of Object.entries(listeners)) document.addEventListener(type, listener, true)
	return {
		isBusy: () => isTyping || isTouched,
		stop() {
			clearTimeout(timer)
			for (const [type, listener] of Object.entries(listeners))
				document.removeEventListener(type, listener, true)
		},
	}
}

const typedControls = 'textarea, select, input:not([type=radio], [type=checkbox], [type=button])'
