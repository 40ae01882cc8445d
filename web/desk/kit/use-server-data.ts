import { startTransition, useCallback, useEffect, useRef, useState } from 'react'
import { asProblem, type Problem } from '#shared/kernel/problem'
import { subscribeToServerEvents } from '../../api/server-events.ts'

export interface Loaded<Found> {
	/** Last result. It stays during a reload of the same key, and is null after the key changed. */
	readonly found: Found | null
	/** Time of the last result, ms since 1970; 0 if there is none. */
	readonly loadedAt: number
	readonly problem: Problem | null
	/** The server has newer data; `reload` shows it. */
	readonly isOutdated: boolean
	readonly reload: () => void
}

/**
 * Reaction when the server announces changes. take: show them at once, where only numbers change · offer:
 * say so and wait, where the user reads or decides · leave: nothing
 */
export type OnNews = 'take' | 'offer' | 'leave'

interface Answered<Found> {
	readonly key: string
	readonly found: Found | null
	readonly loadedAt: number
	readonly problem: Problem | null
}

/**
 * Loads when `key` changes, and again on `reload`. A response that was overtaken by a newer request is
 * dropped.
 */
export function useServerData<Found>(
	key: string,
	load: () => Promise<Found>,
	onNews: OnNews = 'leave',
): Loaded<Found> {
	const nothing: Answered<Found> = { key, found: null, loadedAt: 0, problem: null }
	const [answered, setAnswered] = useState(nothing)
	const [outdated, setOutdated] = useState<Answered<Found> | null>(null)
	const [reloadCount, setReloadCount] = useState(0)
	const shown = useRef(answered)
	shown.current = answered
	// biome-ignore lint/correctness/useExhaustiveDependencies: `key` stands for what `load` reads
	useEffect(() => {
		let isOutdatedRequest = false
		const take = (found: Found) => setAnswered({ key, found, loadedAt: Date.now(), problem: null })
		load().then(
			(found) => {
				if (!isOutdatedRequest) take(found)
			},
			(thrown: unknown) => {
				if (isOutdatedRequest) return
				const problem = asProblem(thrown)
				setAnswered((before) => (before.key === key ? { ...before, problem } : { ...nothing, problem }))
			},
		)
		async function onServerChange(): Promise<void> {
			// A failed load is repeated with the next announcement.
			const found = await load().catch(() => null)
			if (isOutdatedRequest || found === null) return
			// a key that is typed meanwhile is handled before the new numbers
			if (onNews === 'take') startTransition(() => take(found))
			else if (JSON.stringify(found) !== JSON.stringify(shown.current.found)) setOutdated(shown.current)
		}
		const stop = onNews === 'leave' ? undefined : subscribeToServerEvents(() => void onServerChange())
		return () => {
			isOutdatedRequest = true
			stop?.()
		}
	}, [key, reloadCount])
	const reload = useCallback(() => setReloadCount((before) => before + 1), [])
	const current = answered.key === key ? answered : nothing
	return { ...current, isOutdated: outdated === current, reload }
}
