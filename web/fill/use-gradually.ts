import { useEffect, useState } from 'react'
import { afterPaint } from '../ui/after-paint.ts'

/** More than a small screen shows, and few enough that a slow phone draws them without a pause. */
const atOnce = 4

/**
 * Of a list of things to be drawn, those that are drawn now: what was drawn before, and a few of what is new. The others
 * follow, a few at a time, each when the one before is on the screen. `wanted` is drawn at once, with all before it.
 */
export function useGradually(keys: readonly string[], wanted: string | null = null): readonly string[] {
	const [drawn, setDrawn] = useState<ReadonlySet<string>>(none)
	const fresh = keys.filter((key) => !drawn.has(key))
	const until = wanted === null ? -1 : fresh.indexOf(wanted)
	const next = new Set(fresh.slice(0, Math.max(atOnce, until + 1)))
	const hasMore = fresh.length > 0
	// what has gone is as new as anything when it comes back
	const isSettled = !hasMore && drawn.size === keys.length
	useEffect(() => {
		if (isSettled) return
		let isGone = false
		afterPaint(() => {
			if (!isGone) setDrawn(new Set(keys.filter((key) => drawn.has(key) || next.has(key))))
		})
		return () => {
			isGone = true
		}
	})
	return hasMore ? keys.filter((key) => drawn.has(key) || next.has(key)) : keys
}

const none: ReadonlySet<string> = new Set()
