import type { Problem } from '#shared/kernel/problem'
import { useTexts } from './i18n.ts'

/** The sentence of a problem: what happened and what to do. */
export function useProblemText(): (problem: Problem) => string {
	const { t } = useTexts()
	return (problem) => t(`problem.${problem.code}`, { ...problem.details })
}

export function ProblemNote({ problem }: { problem: Problem | null }) {
	const text = useProblemText()
	if (!problem) return null
	return (
		<p className="note stop" role="alert">
			{text(problem)}
		</p>
	)
}
