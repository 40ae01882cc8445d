/*
 * One line to the server for the whole desk, and only while somebody looks at it: a browser has six for all the tabs of
 * a place, and a line that nobody hears would take one of them.
 */

/** However fast work comes in at the evening, a screen is made anew so often at most. */
const atMostEveryMs = 5_000
/** A line that a proxy or a sign-out has ended for good. */
const tryAgainAfterMs = 60_000

const listeners = new Set<() => void>()
let line: EventSource | null = null
/** How far the server's numbers went when it was last heard; null before the first time. */
let heard: string | null = null
let wait: ReturnType<typeof setTimeout> | undefined
let isDue = false
let retry: ReturnType<typeof setTimeout> | undefined

/** Told when the server has something that it had not when it was last heard. Gives what ends it. */
export function listenForNews(listener: () => void): () => void {
	if (listeners.size === 0) document.addEventListener('visibilitychange', openOrClose)
	listeners.add(listener)
	openOrClose()
	return () => {
		listeners.delete(listener)
		if (listeners.size > 0) return
		// whoever listens next has just asked, and is owed nothing
		clearTimeout(wait)
		wait = undefined
		isDue = false
		document.removeEventListener('visibilitychange', openOrClose)
		openOrClose()
	}
}

function openOrClose(): void {
	const isWanted = listeners.size > 0 && !document.hidden
	clearTimeout(retry)
	if (!isWanted) {
		line?.close()
		line = null
		return
	}
	// 2: ended for good
	if (line && line.readyState !== 2) return
	line = new EventSource('/api/news')
	line.onmessage = ({ data }: MessageEvent<string>) => {
		if (heard !== null && heard !== data) scheduleNotify()
		heard = data
	}
	line.onerror = () => {
		if (line?.readyState === 2) retry = setTimeout(openOrClose, tryAgainAfterMs)
	}
}

function scheduleNotify(): void {
	if (wait !== undefined) {
		isDue = true
		return
	}
	for (const listener of listeners) listener()
	wait = setTimeout(() => {
		wait = undefined
		if (isDue) scheduleNotify()
	}, atMostEveryMs)
	isDue = false
}
