import { useCallback, useEffect, useState } from 'react'
import { asProblem, type Problem } from '#shared/kernel/problem'

export interface Loaded<Found> {
	/** The last that was found stays while newer is on its way. */
	readonly found: Found | null
	readonly problem: Problem | null
	readonly reload: () => void
}

/** Loads when `key` changes, and again on `reload`. A reply that was overtaken by a newer question is dropped. */
export function useLoaded<Found>(key: string, load: () => Promise<Found>): Loaded<Found> {
	const [found, setFound] = useState<Found | null>(null)
	const [problem, setProblem] = useState<Problem | null>(null)
	const [turn, setTurn] = useState(0)
	// biome-ignore lint/correctness/useExhaustiveDependencies: `key` stands for what `load` reads
	useEffect(() => {
		let isOvertaken = false
		load().then(
			(value) => {
				if (isOvertaken) return
				setFound(value)
				setProblem(null)
			},
			(thrown: unknown) => {
				if (!isOvertaken) setProblem(asProblem(thrown))
			},
		)
		return () => {
			isOvertaken = true
		}
	}, [key, turn])
	return { found, problem, reload: useCallback(() => setTurn((before) => before + 1), []) }
}
