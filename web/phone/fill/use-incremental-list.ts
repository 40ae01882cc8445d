import { startTransition, useEffect, useState } from 'react'
import { afterPaint } from '../../ui/after-paint.ts'

/**
 * Items per step: more than a small screen shows, and few enough that a slow phone renders them without a
 * pause.
 */
const atOnce = 4

interface Gradually {
	/** Item that is rendered at once, with all before it. */
	readonly wanted?: string | undefined
	/** Number of items in the first paint. */
	readonly first?: number
}

/**
 * Returns the part of a long list to render now: items rendered before, and a few new ones. The others
 * follow, a few at a time, each step after the previous one was painted.
 */
export function useIncrementalList(
	keys: readonly string[],
	{ wanted, first = atOnce }: Gradually = {},
): readonly string[] {
	const [drawn, setDrawn] = useState<ReadonlySet<string>>(none)
	const fresh = keys.filter((key) => !drawn.has(key))
	const until = wanted === undefined ? -1 : fresh.indexOf(wanted)
	const next = new Set(fresh.slice(0, Math.max(drawn.size === 0 ? first : atOnce, until + 1)))
	const hasMore = fresh.length > 0
	// removed items count as new when they come back
	const isSettled = !hasMore && drawn.size === keys.length
	useEffect(() => {
		if (isSettled) return
		let isGone = false
		afterPaint(() => {
			if (isGone) return
			// a key that is typed meanwhile is handled before the items
			startTransition(() => setDrawn(new Set(keys.filter((key) => drawn.has(key) || next.has(key)))))
		})
		return () => {
			isGone = true
		}
	})
	return hasMore ? keys.filter((key) => drawn.has(key) || next.has(key)) : keys
}

const none: ReadonlySet<string> = new Set()
