import { useEffect, useLayoutEffect, useRef } from 'react'
import { useLocation, useSearch } from 'wouter'

/** Longest wait for a page to be long enough again, ms. */
const restoreMs = 5000
/** Time without a change of size after which the page is complete, ms. */
const settledMs = 500
/** Input after which the position is the user's again. */
const userInput = ['wheel', 'touchstart', 'keydown', 'pointerdown'] as const

/** Returns the mark of the present entry of the browser's history; null for one that was just opened. */
export function historyEntry(): string | null {
	const state: unknown = history.state
	return typeof state === 'object' && state !== null && 'entry' in state ? String(state.entry) : null
}

/** A page begins at its top when it is opened by a link, and where it was left when the user goes back to it. */
export function useScrollPosition(): void {
	const [path] = useLocation()
	const search = useSearch()
	/** Position of each entry of the history, CSS pixels. */
	const positions = useRef(new Map<string, number>())
	const shown = useRef({ path, entry: '' })
	const isReturn = useRef(false)
	const stop = useRef(() => {})
	useEffect(() => {
		const onScroll = () => {
			if (!isReturn.current) positions.current.set(historyEntry() ?? '', scrollY)
		}
		addEventListener('scroll', onScroll, { passive: true })
		return () => {
			stop.current()
			removeEventListener('scroll', onScroll)
		}
	}, [])
	// biome-ignore lint/correctness/useExhaustiveDependencies: the entry changes with the address
	useLayoutEffect(() => {
		const before = shown.current
		const entry = historyEntry() ?? Math.random().toString(36)
		shown.current = { path, entry }
		if (entry === before.entry) return
		stop.current()
		if (historyEntry() === null) {
			history.replaceState({ entry }, '')
			if (path !== before.path) scrollTo(0, 0)
			else positions.current.set(entry, scrollY)
			return
		}
		const position = positions.current.get(entry)
		if (position === undefined) return
		isReturn.current = true
		stop.current = scrollWhenPossible(position, () => {
			isReturn.current = false
		})
	}, [path, search])
}

/**
 * Scrolls as soon as the page is long enough, and again while parts above arrive. Ends when the page keeps its
 * size, after `restoreMs`, or when the user does something.
 */
function scrollWhenPossible(top: number, onEnd: () => void): () => void {
	const watcher = new ResizeObserver(() => attempt())
	let settled: ReturnType<typeof setTimeout> | undefined
	const end = () => {
		watcher.disconnect()
		clearTimeout(timer)
		clearTimeout(settled)
		for (const kind of userInput) removeEventListener(kind, end)
		onEnd()
	}
	const timer = setTimeout(end, restoreMs)
	const attempt = () => {
		if (document.documentElement.scrollHeight < top + innerHeight) return
		scrollTo(0, top)
		clearTimeout(settled)
		settled = setTimeout(end, settledMs)
	}
	for (const kind of userInput) addEventListener(kind, end, { passive: true })
	watcher.observe(document.body)
	return end
}
