import { useEffect, useRef, useState } from 'react'
import { useLocation } from 'wouter'
import { asProblem, type Problem } from '#shared/kernel/problem'
import { withDraftLock } from '../storage/drafts.ts'
import { useSession } from '../ui/at-work-context.ts'
import { useTranslations } from '../ui/i18n.ts'
import { ProblemNote } from '../ui/problem-text.tsx'
import { type OpenedForm, openFilling } from './open-filling.ts'
import { OpenForm } from './open-form.tsx'

/** How long another tab may take to let go (it is being closed) before it is said that it holds the form. */
const patienceMs = 1500

/** A draft, opened and filled. It is open in one tab at a time. */
export function FillScreen({ draftId }: { draftId: string }) {
	const { language: appLanguage } = useTranslations()
	const startLanguage = useRef(appLanguage)
	const { session, loop } = useSession()
	const [opened, setOpened] = useState<OpenedForm | null>(null)
	const [isElsewhere, setElsewhere] = useState(false)
	const [problem, setProblem] = useState<Problem | null>(null)
	useEffect(() => {
		const leaving = new AbortController()
		const { signal } = leaving
		const patience = setTimeout(() => setElsewhere(true), patienceMs)
		const hold = async () => {
			clearTimeout(patience)
			setElsewhere(false)
			const left = new Promise<void>((gone) => signal.addEventListener('abort', () => gone(), { once: true }))
			try {
				const found = await openFilling(session, draftId, startLanguage.current)
				if (signal.aborted) return
				setOpened(found)
				await left
				// what was given last is on its way to the disk: nobody else writes before
				await found.filling.whenSaved()
			} catch (thrown) {
				if (signal.aborted) return
				setProblem(asProblem(thrown))
				// a form that is not here is asked for
				loop.saved()
				await left
			}
		}
		withDraftLock(draftId, hold, signal).catch((thrown: unknown) => {
			if (!signal.aborted) setProblem(asProblem(thrown))
		})
		return () => {
			clearTimeout(patience)
			leaving.abort()
		}
	}, [session, draftId, loop])
	if (problem) return <Unopened problem={problem} />
	if (opened) return <OpenForm {...opened} />
	return isElsewhere ? <Unopened problem={null} /> : null
}

function Unopened({ problem }: { problem: Problem | null }) {
	const { t } = useTranslations()
	const [, go] = useLocation()
	return (
		<main className="screen narrow stack">
			{problem ? (
				<ProblemNote problem={problem} />
			) : (
				<p className="note wait" role="status">
					{t('fill.elsewhere')}
				</p>
			)}
			<button type="button" onClick={() => go('/')}>
				{t('app.toList')}
			</button>
		</main>
	)
}
