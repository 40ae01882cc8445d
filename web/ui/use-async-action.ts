import { useState } from 'react'
import { asProblem, type Problem } from '#shared/kernel/problem'

export interface AsyncAction {
	readonly isBusy: boolean
	/** Why the last run failed; null if it did not. */
	readonly problem: Problem | null
	/** Resolves with true if the work succeeded. */
	readonly run: (work: () => Promise<unknown>) => Promise<boolean>
	/** Removes the problem of the last run. */
	readonly clear: () => void
}

/** State of an action behind a button: one run at a time, and the problem of the last one. */
export function useAsyncAction(): AsyncAction {
	const [isBusy, setBusy] = useState(false)
	const [problem, setProblem] = useState<Problem | null>(null)
	async function run(work: () => Promise<unknown>): Promise<boolean> {
		setBusy(true)
		setProblem(null)
		try {
			await work()
			return true
		} catch (thrown) {
			setProblem(asProblem(thrown))
			return false
		} finally {
			setBusy(false)
		}
	}
	return { isBusy, problem, run, clear: () => setProblem(null) }
}
