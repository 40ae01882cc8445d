const latestMs = 100

/** Calls back once what changed is on the screen, or after 100 ms where nothing is painted (a hidden page). */
export function afterPaint(then: () => void): void {
	let isOver = false
	const once = () => {
		if (!isOver) then()
		isOver = true
	}
	requestAnimationFrame(() => setTimeout(once))
	setTimeout(once, latestMs)
}
