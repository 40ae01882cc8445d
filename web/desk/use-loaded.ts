import { useCallback, useEffect, useState } from 'react'
import { asProblem, type Problem } from '#shared/kernel/problem'

export interface Loaded<Found> {
	/** The last that was found stays while the same is asked again; never under another question. */
	readonly found: Found | null
	/** When that was, ms since 1970; 0 if nothing was. */
	readonly loadedAt: number
	readonly problem: Problem | null
	readonly reload: () => void
}

interface Answered<Found> {
	readonly key: string
	readonly found: Found | null
	readonly loadedAt: number
	readonly problem: Problem | null
}

/** Loads when `key` changes, and again on `reload`. A reply that was overtaken by a newer question is dropped. */
export function useLoaded<Found>(key: string, load: () => Promise<Found>): Loaded<Found> {
	const [answered, setAnswered] = useState<Answered<Found>>({ key, found: null, loadedAt: 0, problem: null })
	const [turn, setTurn] = useState(0)
	// biome-ignore lint/correctness/useExhaustiveDependencies: `key` stands for what `load` reads
	useEffect(() => {
		let isOvertaken = false
		load().then(
			(found) => {
				if (!isOvertaken) setAnswered({ key, found, loadedAt: Date.now(), problem: null })
			},
			(thrown: unknown) => {
				if (isOvertaken) return
				const problem = asProblem(thrown)
				setAnswered((before) =>
					before.key === key ? { ...before, problem } : { key, found: null, loadedAt: 0, problem },
				)
			},
		)
		return () => {
			isOvertaken = true
		}
	}, [key, turn])
	const reload = useCallback(() => setTurn((before) => before + 1), [])
	return answered.key === key ? { ...answered, reload } : { found: null, loadedAt: 0, problem: null, reload }
}
