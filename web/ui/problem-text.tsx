import type { Problem } from '#shared/kernel/problem'
import { useTranslations } from './i18n.ts'

/** Returns the message of a problem: what happened and what to do. */
export function useProblemText(): (problem: Problem) => string {
	const { t } = useTranslations()
	return (problem) => t(`problem.${problem.code}`, { ...problem.details })
}

export function ProblemNote({ problem }: { problem: Problem | null }) {
	const text = useProblemText()
	const { t } = useTranslations()
	if (!problem) return null
	return (
		<div className="note stop" role="alert">
			<p>{text(problem)}</p>
			{problem.recovery === 'sign-in' && (
				<button type="button" className="plain" onClick={() => location.reload()}>
					{t('app.signIn')}
				</button>
			)}
		</div>
	)
}
