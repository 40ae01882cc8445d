import { useEffect, useRef, useState } from 'react'
import { useLocation } from 'wouter'
import { asProblem, type Problem } from '#shared/kernel/problem'
import { withDraftLock } from '../../storage/drafts/drafts.ts'
import { useTranslations } from '../../ui/i18n.ts'
import { ProblemNote } from '../../ui/problem-text.tsx'
import { useSession } from '../../ui/work-session-context.ts'
import { useHouseholdFormPlace } from '../visit/household-place.ts'
import { DraftForm } from './draft-form.tsx'
import { type OpenedForm, openFilling } from './open-draft-form.ts'

/**
 * Time for another tab to release the form (it is being closed) before the screen says that it is open there,
 * ms.
 */
const patienceMs = 1500

/** Opens a draft and fills it. A draft is open in one tab at a time. */
export function FillScreen({ draftId }: { draftId: string }) {
	const { language: appLanguage } = useTranslations()
	const startLanguage = useRef(appLanguage)
	const opening = useRef(useHouseholdFormPlace()?.opening ?? null)
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
				const found = await openFilling(session, draftId, startLanguage.current, opening.current)
				if (signal.aborted) return
				setOpened(found)
				await left
				// wait for the last answers: no other tab may write before
				await found.filling.whenSaved()
			} catch (thrown) {
				if (signal.aborted) return
				setProblem(asProblem(thrown))
				// resyncs, since a missing form was requested
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
	if (opened) return <DraftForm {...opened} />
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
					{t('fill.openInOtherTab')}
				</p>
			)}
			<button type="button" onClick={() => go('/')}>
				{t('app.toHome')}
			</button>
		</main>
	)
}
