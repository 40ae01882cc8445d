import { useState } from 'react'
import { Link } from 'wouter'
import { studyApi } from '#shared/api/study'
import { localize } from '#shared/forms/localized-text'
import { asProblem, type Problem } from '#shared/kernel/problem'
import { may } from '#shared/people/roles'
import { statesFrom } from '#shared/study/rounds-and-targets'
import type { Round } from '#shared/study/study'
import { callRoute } from '../../api/call-route.ts'
import { dateIn } from '../../ui/formats.ts'
import { useTranslations } from '../../ui/i18n.ts'
import { ProblemNote } from '../../ui/problem-text.tsx'
import { useDesk } from '../kit/desk-context.ts'
import { FieldworkDatesSection } from './fieldwork-dates.tsx'
import { TargetTable } from './target-table.tsx'

/** State of the rounds, and the targets of each district. */
export function RoundsScreen() {
	const { t } = useTranslations()
	const { study, person } = useDesk()
	// messages about a round are dropped when any state changes
	const states = study.rounds.map(({ state }) => state).join(' ')
	return (
		<div className="stack">
			<header className="desk-head">
				<h1>{t('rounds.title')}</h1>
				{may(person.role, 'quality.limits') && (
					<Link href="/desk/quality/limits">{t('quality.limits.title')}</Link>
				)}
			</header>
			<section className="stack" aria-labelledby="rounds">
				<h2 id="rounds">{t('rounds.listTitle')}</h2>
				<p className="hint">{t('rounds.help')}</p>
				<ul className="stack tight">
					{study.rounds.map((round) => (
						<RoundCard
							key={`${round.code} ${states}`}
							round={round}
							mayMove={may(person.role, 'rounds.manage') && !person.demonstration}
						/>
					))}
				</ul>
			</section>
			<FieldworkDatesSection />
			<TargetTable />
		</div>
	)
}

function RoundCard({ round, mayMove }: { round: Round; mayMove: boolean }) {
	const { t, language } = useTranslations()
	const { study, onStudyChange } = useDesk()
	const [to, setTo] = useState<Round['state'] | null>(null)
	const [isBusy, setBusy] = useState(false)
	const [problem, setProblem] = useState<Problem | null>(null)
	const name = localize(round.name, language)
	/** Rounds to close before this one can be opened. */
	const others =
		to === 'open' ? study.rounds.filter(({ state, demonstration }) => state === 'open' && !demonstration) : []
	const question =
		others.length === 0
			? t(`rounds.confirm.${to ?? 'open'}`, { round: name })
			: t('rounds.closeFirst', {
					round: name,
					open: others.map((each) => localize(each.name, language)).join(', '),
				})
	async function move(state: Round['state']) {
		setBusy(true)
		setProblem(null)
		try {
			await callRoute(studyApi.setRoundState, { body: { round: round.code, state } })
			onStudyChange()
		} catch (thrown) {
			setProblem(asProblem(thrown))
			setTo(null)
			setBusy(false)
		}
	}
	return (
		<li className="card round">
			<h3>{name}</h3>
			<p className={round.state === 'open' ? 'ok' : 'hint'}>
				{round.demonstration
					? t(round.state === 'open' ? 'rounds.demonstration' : 'rounds.demonstrationClosed')
					: t(`rounds.state.${round.state}`)}
				{round.closed && ` · ${t('rounds.closedOn', { day: dateIn(language, round.closed) })}`}
			</p>
			<ProblemNote problem={problem} />
			{mayMove && to === null && (
				<div className="actions">
					{statesFrom(round).map((state) => (
						<button
							key={state}
							type="button"
							className="plain small"
							aria-label={`${t(`rounds.action.${state}`)}: ${name}`}
							onClick={() => setTo(state)}
						>
							{t(`rounds.action.${state}`)}
						</button>
					))}
				</div>
			)}
			{to !== null && (
				<div className="note wait stack tight" role="alert">
					<p>{question}</p>
					<div className="actions">
						<button type="button" disabled={isBusy || others.length > 0} onClick={() => void move(to)}>
							{t(`rounds.action.${to}`)}
						</button>
						<button type="button" className="plain" onClick={() => setTo(null)}>
							{t('app.cancel')}
						</button>
					</div>
				</div>
			)}
		</li>
	)
}
