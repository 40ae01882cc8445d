import { Link } from 'wouter'
import { focusOnMount } from '../../ui/focus-on-mount.ts'
import { useTranslations } from '../../ui/i18n.ts'
import { RecordStateBadge } from '../../ui/record-state-badge.tsx'
import { HideButton } from '../unlock/hide-button.tsx'

interface PracticeResultProps {
	readonly answered: number
	readonly onAgain: () => void
	readonly onLeave: () => void
}

/** End of a practice interview: nothing was saved, and what happens to a real record from here. */
export function PracticeResult({ answered, onAgain, onLeave }: PracticeResultProps) {
	const { t } = useTranslations()
	return (
		<main className="screen stack">
			<header className="bar">
				<h1 tabIndex={-1} ref={focusOnMount}>
					{t('practice.finished')}
				</h1>
				<HideButton />
			</header>
			<p>{t('practice.answeredCount', { count: answered })}</p>
			<p className="note quiet">{t('practice.nothingStored')}</p>
			<section className="stack tight" aria-labelledby="real">
				<h2 id="real">{t('practice.afterRealTitle')}</h2>
				<ol className="practice-steps">
					{(['only-here', 'at-server', 'returned', 'approved'] as const).map((state) => (
						<li key={state}>
							<RecordStateBadge state={state} />
							<p>{t(`practice.afterRealStep.${state}`)}</p>
						</li>
					))}
				</ol>
			</section>
			<button type="button" onClick={onLeave}>
				{t('app.toHome')}
			</button>
			<button type="button" className="plain" onClick={onAgain}>
				{t('practice.practiseAgain')}
			</button>
			<Link href="/help/faq" className="button plain">
				{t('home.faq')}
			</Link>
		</main>
	)
}
