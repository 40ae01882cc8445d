/*
 * One event stream per desk tab, and only while it is visible: a browser has six connections for all tabs of
 * an origin, and an unused stream would occupy one.
 */

/** Minimum time between two refreshes of a screen, however many records arrive. */
const atMostEveryMs = 5_000
/** Delay before a stream is opened again that a proxy or a sign-out has closed. */
const tryAgainAfterMs = 60_000

/** The one stream of the tab, with its listeners and timers: the browser limits the connections to a server. */
const listeners = new Set<() => void>()
let stream: EventSource | null = null
/** The server's latest position as last received; null before the first message. */
let latestPosition: string | null = null
let wait: ReturnType<typeof setTimeout> | undefined
let isDue = false
let retry: ReturnType<typeof setTimeout> | undefined

/**
 * Calls `listener` when the server has new data since the last message. Returns the function that
 * unsubscribes.
 */
export function subscribeToServerEvents(listener: () => void): () => void {
	if (listeners.size === 0) document.addEventListener('visibilitychange', openOrClose)
	listeners.add(listener)
	openOrClose()
	return () => {
		listeners.delete(listener)
		if (listeners.size > 0) return
		// the next listener loads fresh data anyway
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
		stream?.close()
		stream = null
		return
	}
	// 2: closed for good
	if (stream && stream.readyState !== 2) return
	stream = new EventSource('/api/events')
	stream.onmessage = ({ data }: MessageEvent<string>) => {
		if (latestPosition !== null && latestPosition !== data) scheduleNotify()
		latestPosition = data
	}
	stream.onerror = () => {
		if (stream?.readyState === 2) retry = setTimeout(openOrClose, tryAgainAfterMs)
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
