import { useEffect } from 'react'
import { useLocation } from 'wouter'

/** Longest wait for the part of a page that an address names, ms. */
const waitMs = 5000

/**
 * Shows the part of a page that the address names after `#`, as soon as it is there: scrolls to it, opens it if it is
 * folded, and moves the focus to it.
 */
export function useAnchor(): void {
	const [path] = useLocation()
	// biome-ignore lint/correctness/useExhaustiveDependencies: the anchor belongs to the address
	useEffect(() => {
		let stop = () => {}
		const show = () => {
			stop()
			stop = showWhenThere(location.hash.slice(1))
		}
		show()
		addEventListener('hashchange', show)
		return () => {
			stop()
			removeEventListener('hashchange', show)
		}
	}, [path])
}

/**
 * Shows an element when it is there, and again if a page that still loads replaces it. Returns a function that ends
 * the wait.
 */
function showWhenThere(id: string): () => void {
	if (id === '') return () => {}
	let shown = showPart(id)
	const observer = new MutationObserver(() => {
		if (!shown?.isConnected) shown = showPart(id)
	})
	observer.observe(document.body, { childList: true, subtree: true })
	const end = setTimeout(() => observer.disconnect(), waitMs)
	return () => {
		clearTimeout(end)
		observer.disconnect()
	}
}

function showPart(id: string): HTMLElement | null {
	const part = document.getElementById(id)
	if (!part) return null
	part.closest('details')?.setAttribute('open', '')
	// a heading or a section takes no focus by itself
	if (part.tabIndex < 0) part.tabIndex = -1
	part.scrollIntoView()
	part.focus({ preventScroll: true })
	return part
}
