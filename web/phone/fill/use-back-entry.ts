import { useCallback, useEffect, useRef } from 'react'

/** Marks the entry in the history of the browser. */
const mark = 'zilaBackEntry'
const isOnTop = (): boolean => (history.state as Record<string, unknown> | null)?.[mark] === true

/**
 * While active, the back button of the phone calls `onBack` in place of leaving the screen. Returns a function
 * that removes the entry from the history, for a screen that is left in another way.
 */
export function useBackEntry(isActive: boolean, onBack: () => void): () => Promise<void> {
	const latest = useRef(onBack)
	const remove = useRef(async () => {})
	useEffect(() => {
		latest.current = onBack
	})
	useEffect(() => {
		if (!isActive) return
		history.pushState({ [mark]: true }, '')
		let isRemoved = false
		const goBack = () => {
			isRemoved = true
			latest.current()
		}
		addEventListener('popstate', goBack)
		remove.current = async () => {
			removeEventListener('popstate', goBack)
			// another screen may have been opened above it
			if (isRemoved || !isOnTop()) return
			isRemoved = true
			const gone = new Promise((resolve) => addEventListener('popstate', resolve, { once: true }))
			history.back()
			await gone
		}
		return () => void remove.current()
	}, [isActive])
	return useCallback(() => remove.current(), [])
}
