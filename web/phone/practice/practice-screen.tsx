import { useState } from 'react'
import { useLocation } from 'wouter'
import { asProblem, type Problem } from '#shared/kernel/problem'
import { useTranslations } from '../../ui/i18n.ts'
import { Icon } from '../../ui/icons.tsx'
import { ProblemNote } from '../../ui/problem-text.tsx'
import { useSession } from '../../ui/work-session-context.ts'
import { AppScreen } from '../frame/app-screen.tsx'
import { openPractice, type Practice } from './open-practice.ts'
import { PracticeForm } from './practice-form.tsx'
import { PracticeResult } from './practice-result.tsx'
import { PracticeStrip } from './practice-strip.tsx'
import { savePractised } from './practised.ts'

type Stage =
	| { readonly at: 'before'; readonly isMissing?: true; readonly problem?: Problem }
	| { readonly at: 'form'; readonly practice: Practice }
	| { readonly at: 'after'; readonly answered: number }

/**
 * A practice interview. Its state exists in this component only: it is gone when finished, left or locked, or
 * when another person unlocks the phone.
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
	async function begin() {
		setOpening(true)
		try {
			const practice = await openPractice(session, language)
			show(practice ? { at: 'form', practice } : { at: 'before', isMissing: true })
		} catch (thrown) {
			show({ at: 'before', problem: asProblem(thrown) })
		} finally {
			setOpening(false)
		}
	}
	const leave = () => go('/')
	return (
		<>
			<PracticeStrip />
			{stage.at === 'form' && (
				<PracticeForm
					practice={stage.practice}
					onLeave={leave}
					onFinish={(answered) => {
						// from now on it is offered under Help only
						void savePractised(session.device).catch(() => undefined)
						show({ at: 'after', answered })
					}}
				/>
			)}
			{stage.at === 'after' && (
				<PracticeResult answered={stage.answered} onAgain={() => void begin()} onLeave={leave} />
			)}
			{stage.at === 'before' && (
				<AppScreen title={t('practice.title')} back="/">
					<p>{t('practice.help')}</p>
					<p>{t('practice.notStoredHelp')}</p>
					<p>{t('practice.inventHint')}</p>
					{stage.isMissing && (
						<p className="note wait" role="alert">
							{t('home.noForms')}
						</p>
					)}
					<ProblemNote problem={stage.problem ?? null} />
					<button type="button" disabled={isOpening} onClick={() => void begin()}>
						<Icon name="practice" />
						{t('practice.start')}
					</button>
				</AppScreen>
			)}
		</>
	)
}
