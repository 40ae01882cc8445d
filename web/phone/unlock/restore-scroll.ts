/** Position on a screen when it was locked. */
export interface ScrollPlace {
	readonly device: string
	readonly path: string
	readonly y: number
}

const longestWaitMs = 3000

/** Scrolls back to a position as soon as the screen is high enough; its content is loaded after the unlock. */
export function restoreScroll({ path, y }: ScrollPlace): void {
	const until = Date.now() + longestWaitMs
	const attempt = () => {
		if (location.pathname !== path) return
		if (document.documentElement.scrollHeight >= y + innerHeight) scrollTo(0, y)
		else if (Date.now() < until) requestAnimationFrame(attempt)
	}
	if (y > 0) requestAnimationFrame(attempt)
}
