import { useEffect, useState } from 'react'
import { afterPaint } from '../ui/after-paint.ts'

/** More than a small screen shows, and few enough that a slow phone draws them without a pause. */
const atOnce = 4

interface Gradually {
	/** Drawn at once, with all before it. */
	readonly wanted?: string | undefined
	/** How many of them stand with the first paint. */
	readonly first?: number
}

/**
 * Of a list of things to be drawn, those that are drawn now: what was drawn before, and a few of what is new. The others
 * follow, a few at a time, each when the one before is on the screen.
 */
export function useGradually(
	keys: readonly string[],
	{ wanted, first = atOnce }: Gradually = {},
): readonly string[] {
	const [drawn, setDrawn] = useState<ReadonlySet<string>>(none)
	const fresh = keys.filter((key) => !drawn.has(key))
	const until = wanted === undefined ? -1 : fresh.indexOf(wanted)
	const next = new Set(fresh.slice(0, Math.max(drawn.size === 0 ? first : atOnce, until + 1)))
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
