import { useState } from 'react'
import { useLocation } from 'wouter'
import { asProblem, type Problem } from '#shared/kernel/problem'
import { deletePractice } from '../../storage/drafts/stored-practice.ts'
import { useTranslations } from '../../ui/i18n.ts'
import { ProblemNote } from '../../ui/problem-text.tsx'
import { useSession } from '../../ui/work-session-context.ts'
import { AppScreen } from '../frame/app-screen.tsx'
import { openPractice, type Practice, type PracticeChoice } from './open-practice.ts'
import { PracticeChoices } from './practice-choices.tsx'
import { PracticeForm } from './practice-form.tsx'
import { PracticeResult } from './practice-result.tsx'
import { PracticeStrip } from './practice-strip.tsx'
import { savePractised } from './practised.ts'

type Stage =
	| { readonly at: 'before'; readonly isMissing?: true; readonly problem?: Problem }
	| { readonly at: 'form'; readonly practice: Practice; readonly choice: PracticeChoice }
	| { readonly at: 'after'; readonly answered: number; readonly choice: PracticeChoice }

/**
 * A practice interview with any form. It is sealed on the phone, in a place of its own, until it is finished, at
 * most for a day: locking, hiding and leaving keep it, as with a real interview.
 */
export function PracticeScreen() {
	const { t, language } = useTranslations()
	const { session } = useSession()
	const [, go] = useLocation()
	const [stage, setStage] = useState<Stage>({ at: 'before' })
	const [isOpening, setOpening] = useState(false)
	const show = (next: Stage) => {
		setStage(next)
		// another screen starts at its top
		scrollTo(0, 0)
	}
	async function begin(choice: PracticeChoice | undefined) {
		setOpening(true)
		try {
			const practice = choice ? await openPractice(session, language, choice) : null
			show(practice && choice ? { at: 'form', practice, choice } : { at: 'before', isMissing: true })
		} catch (thrown) {
			show({ at: 'before', problem: asProblem(thrown) })
		} finally {
			setOpening(false)
		}
	}
	async function finish(practice: Practice, answered: number, { form, shortPages }: PracticeChoice) {
		await practice.filling.whenSaved()
		await deletePractice(session).catch(() => undefined)
		// from now on it is offered under Help only
		void savePractised(session.device).catch(() => undefined)
		show({ at: 'after', answered, choice: { form, ...(shortPages ? { shortPages: [] } : {}) } })
	}
	const leave = () => go('/')
	return (
		<>
			<PracticeStrip />
			{stage.at === 'form' && (
				<PracticeForm
					practice={stage.practice}
					onLeave={leave}
					onFinish={(answered) => finish(stage.practice, answered, stage.choice)}
				/>
			)}
			{stage.at === 'after' && (
				<PracticeResult answered={stage.answered} onAgain={() => void begin(stage.choice)} onLeave={leave} />
			)}
			{stage.at === 'before' && (
				<AppScreen title={t('practice.title')} back="/">
					<p>{t('practice.help')}</p>
					<p>{t('practice.keptHelp')}</p>
					<p>{t('practice.inventHint')}</p>
					{stage.isMissing && (
						<p className="note wait" role="alert">
							{t('home.noForms')}
						</p>
					)}
					<ProblemNote problem={stage.problem ?? null} />
					<PracticeChoices isOpening={isOpening} onChoose={(choice) => void begin(choice)} />
				</AppScreen>
			)}
		</>
	)
}
