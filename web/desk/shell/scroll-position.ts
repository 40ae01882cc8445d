import { useEffect, useLayoutEffect, useRef } from 'react'
import { useLocation } from 'wouter'

/** Longest wait for a page to be long enough again, ms. */
const restoreMs = 5000
/** Input after which the position is the user's again. */
const userInput = ['wheel', 'touchstart', 'keydown', 'pointerdown'] as const

const addressNow = (): string => location.pathname + location.search

/** A page begins at its top when it is opened by a link, and where it was left when the user goes back to it. */
export function useScrollPosition(): void {
	const [path] = useLocation()
	const positions = useRef(new Map<string, number>())
	const address = useRef(addressNow())
	const isReturn = useRef(false)
	useEffect(() => {
		let stop = () => {}
		const onScroll = () => {
			if (!isReturn.current) positions.current.set(addressNow(), scrollY)
		}
		const onPopState = () => {
			// a link within the page changes no address
			if (addressNow() === address.current) return
			stop()
			isReturn.current = true
			stop = scrollWhenPossible(positions.current.get(addressNow()) ?? 0, () => {
				isReturn.current = false
			})
		}
		addEventListener('scroll', onScroll, { passive: true })
		addEventListener('popstate', onPopState)
		return () => {
			stop()
			removeEventListener('scroll', onScroll)
			removeEventListener('popstate', onPopState)
		}
	}, [])
	useEffect(() => {
		address.current = addressNow()
	})
	const shownPath = useRef(path)
	useLayoutEffect(() => {
		if (shownPath.current !== path && !isReturn.current) scrollTo(0, 0)
		shownPath.current = path
	}, [path])
}

/** Scrolls as soon as the page is long enough; gives up after `restoreMs` or when the user does something. */
function scrollWhenPossible(top: number, onEnd: () => void): () => void {
	const watcher = new ResizeObserver(() => attempt())
	const end = () => {
		watcher.disconnect()
		clearTimeout(timer)
		for (const kind of userInput) removeEventListener(kind, end)
		onEnd()
	}
	const timer = setTimeout(end, restoreMs)
	const attempt = () => {
		if (document.documentElement.scrollHeight < top + innerHeight) return
		scrollTo(0, top)
		end()
	}
	for (const kind of userInput) addEventListener(kind, end, { passive: true })
	watcher.observe(document.body)
	return end
}
