import { useState } from 'react'
import { Link } from 'wouter'
import { coverageApi } from '#shared/api/coverage'
import { qualityApi } from '#shared/api/quality'
import { reviewApi } from '#shared/api/review'
import { planOf } from '#shared/coverage/fieldwork-dates'
import { may } from '#shared/people/roles'
import { daysBetween } from '#shared/study/study-day'
import { searchOf } from '../../api/search-of.ts'
import { dateTimeIn, numberIn } from '../../ui/formats.ts'
import { useTranslations } from '../../ui/i18n.ts'
import { ProblemNote } from '../../ui/problem-text.tsx'
import { DemonstrationNote } from '../kit/demonstration-note.tsx'
import { useDesk } from '../kit/desk-context.ts'
import { useIsNarrow } from '../kit/is-narrow.ts'
import { useScope } from '../kit/scope.tsx'
import { useRepeatedLoad, useRoute } from '../kit/use-server-data.ts'
import { ServerNotes } from '../people/server-notes.tsx'
import { checksAgainMs } from '../quality/checks-in-progress.tsx'
import { AttentionList } from './attention-list.tsx'
import { DistrictPanel } from './district-panel.tsx'
import { overviewRows } from './district-rows.ts'
import { KeyFigures } from './key-figures.tsx'
import { Pipeline } from './pipeline.tsx'
import { SetupChecklist } from './setup-checklist.tsx'

/** Progress, facts, open flags and the review queue of a round, as far as the user may see them. */
function useOverviewData(round: string) {
	const { role } = useDesk().person
	const coverage = useRoute(coverageApi.forRound, { query: { round } }, 'take')
	const overview = useRoute(coverageApi.overview, { query: { round } }, 'take')
	const quality = useRoute(qualityApi.alerts, may(role, 'quality.read') ? { query: { round } } : null)
	useRepeatedLoad(quality, quality.found?.outdatedDistricts ? checksAgainMs : null)
	const review = useRoute(reviewApi.count, may(role, 'records.review') ? {} : null, 'take')
	return { coverage, overview, quality, review }
}

/** Overview of a round: key figures, districts by status, and what needs attention. */
export function OverviewScreen() {
	const { t, language } = useTranslations()
	const { study, person } = useDesk()
	const { round } = useScope('round')
	const { coverage, overview, quality, review } = useOverviewData(round)
	const parts = [coverage, overview, quality, review]
	const problem = parts.find((part) => part.problem)?.problem ?? null
	const { found, loadedAt } = coverage
	const [facts, alerts, queue] = [overview.found, quality.found, review.found]
	const isNarrow = useIsNarrow()
	const [showAll, setShowAll] = useState(false)
	const plan = facts ? planOf(facts.dates) : null
	const flags = new Map<string, number>()
	for (const { district, interviews } of alerts?.open ?? [])
		flags.set(district, (flags.get(district) ?? 0) + interviews)
	const rows = found
		? overviewRows(found, study, {
				plan,
				flagsOf: alerts ? (district) => flags.get(district) ?? 0 : null,
				language,
			})
		: []
	const attention = found && (
		<AttentionList
			rows={rows}
			alerts={alerts}
			queue={queue}
			facts={facts}
			today={found.today}
			round={round}
			shownAtFirst={isNarrow ? 3 : 7}
			isWhole={showAll}
			onWhole={() => setShowAll(true)}
		/>
	)
	return (
		<div className="stack overview">
			<header className="desk-head">
				<h1>{t('desk.page.overview')}</h1>
				{found && (
					<span className="hint">
						{plan &&
							t('overview.day', {
								day: numberIn(language, Math.max(1, daysBetween(plan.firstDay, found.today) + 1)),
								of: numberIn(language, daysBetween(plan.firstDay, plan.lastDay) + 1),
							})}{' '}
						{t('overview.updated', { time: dateTimeIn(language, loadedAt) })}
					</span>
				)}
				<Link className="plain small button" href={`/desk/coverage/report?${searchOf({ round })}`}>
					{t('coverage.report')}
				</Link>
				<button
					type="button"
					className="plain small"
					onClick={() => {
						for (const { reload } of parts) reload()
					}}
				>
					{t('desk.refresh')}
				</button>
			</header>
			<DemonstrationNote isMadeUp={found?.demonstration ?? false} />
			<ProblemNote problem={problem} />
			{may(person.role, 'people.write') && (
				<>
					<ServerNotes />
					{facts && !person.demonstration && <SetupChecklist facts={facts} round={round} />}
				</>
			)}
			{found ? (
				<>
					{isNarrow && attention}
					<KeyFigures
						rows={rows}
						found={found}
						plan={plan}
						facts={facts}
						alerts={alerts}
						queue={queue}
						round={round}
					/>
					{may(person.role, 'records.edit') && <Pipeline found={found} queue={queue} round={round} />}
					<div className="overview-columns">
						<DistrictPanel rows={rows} round={round} hasPlan={plan !== null} />
						{!isNarrow && attention}
					</div>
				</>
			) : (
				!problem && <div className="skeleton" role="status" aria-label={t('desk.loading')} />
			)}
		</div>
	)
}
