import { useCallback, useEffect, useRef, useState } from 'react'
import { asProblem, type Problem } from '#shared/kernel/problem'
import { listenForNews } from '../sync/desk-news.ts'

export interface Loaded<Found> {
	/** The last that was found stays while the same is asked again; never under another question. */
	readonly found: Found | null
	/** When that was, ms since 1970; 0 if nothing was. */
	readonly loadedAt: number
	readonly problem: Problem | null
	/** The server has it otherwise by now; `reload` shows that. */
	readonly isOutdated: boolean
	readonly reload: () => void
}

/**
 * What happens when the server says that something new has come. take: it is shown at once, where only figures change ·
 * offer: the screen says so and stays as it is, where somebody reads or decides · leave: nothing
 */
export type OnNews = 'take' | 'offer' | 'leave'

interface Answered<Found> {
	readonly key: string
	readonly found: Found | null
	readonly loadedAt: number
	readonly problem: Problem | null
}

/** Loads when `key` changes, and again on `reload`. A reply that was overtaken by a newer question is dropped. */
export function useLoaded<Found>(
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
		let isOvertaken = false
		const take = (found: Found) => setAnswered({ key, found, loadedAt: Date.now(), problem: null })
		load().then(
			(found) => {
				if (!isOvertaken) take(found)
			},
			(thrown: unknown) => {
				if (isOvertaken) return
				const problem = asProblem(thrown)
				setAnswered((before) => (before.key === key ? { ...before, problem } : { ...nothing, problem }))
			},
		)
		async function hear(): Promise<void> {
			// what cannot be asked now is asked with the next news
			const found = await load().catch(() => null)
			if (isOvertaken || found === null) return
			if (onNews === 'take') take(found)
			else if (JSON.stringify(found) !== JSON.stringify(shown.current.found)) setOutdated(shown.current)
		}
		const stop = onNews === 'leave' ? undefined : listenForNews(() => void hear())
		return () => {
			isOvertaken = true
			stop?.()
		}
	}, [key, reloadCount])
	const reload = useCallback(() => setReloadCount((before) => before + 1), [])
	const current = answered.key === key ? answered : nothing
	return { ...current, isOutdated: outdated === current, reload }
}
