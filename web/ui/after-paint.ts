const latestMs = 100

/** Calls `then` after the next paint, or after 100 ms if nothing is painted (a hidden page). */
export function afterPaint(then: () => void): void {
	let isOver = false
	const once = () => {
		if (!isOver) then()
		isOver = true
	}
	requestAnimationFrame(() => setTimeout(once))
	setTimeout(once, latestMs)
}
