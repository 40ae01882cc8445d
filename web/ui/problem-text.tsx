import { type ComponentType, createContext, useContext } from 'react'
import type { Problem } from '#shared/kernel/problem'
import { type TextKey, useTranslations } from './i18n.ts'

/** Messages that replace those of the phone, by the code of the problem. Empty on a phone. */
export const ProblemTextsContext = createContext<{ readonly [Code in Problem['code']]?: TextKey }>({})

/**
 * Returns the message of a problem: what happened and what to do. A failure of the server ends with the id of
 * the request, by which an administrator finds it in the log.
 */
export function useProblemText(): (problem: Problem) => string {
	const { t } = useTranslations()
	const replaced = useContext(ProblemTextsContext)
	return (problem) => {
		const text = t(replaced[problem.code] ?? `problem.${problem.code}`, { ...problem.details })
		const { requestId } = problem.details
		return requestId === undefined ? text : `${text} ${t('app.requestId', { id: requestId })}`
	}
}

/** The button of `AskCoordinator`. Null where nobody can be called: at the desk, and on a locked phone. */
export const CoordinatorContext = createContext<ComponentType | null>(null)

/** Button that calls the coordinator, beside a text that says to ask them. */
export function AskCoordinator() {
	const CallCoordinator = useContext(CoordinatorContext)
	return CallCoordinator && <CallCoordinator />
}

/** True if the message says to ask the coordinator; without a secure connection the phone tries again all the same. */
const asksCoordinator = ({ recovery, code }: Problem): boolean =>
	recovery === 'ask-coordinator' || code === 'tls-needed'

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
			{asksCoordinator(problem) && <AskCoordinator />}
		</div>
	)
}
