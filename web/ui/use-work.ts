import { useState } from 'react'
import { asProblem, type Problem } from '#shared/kernel/problem'

export interface AsyncAction {
	readonly isBusy: boolean
	/** Why the last one failed. */
	readonly problem: Problem | null
	/** True where it was done. */
	readonly run: (work: () => Promise<unknown>) => Promise<boolean>
}

/** What somebody asked for with a button: one at a time, and why it failed where it did. */
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
	return { isBusy, problem, run }
}
