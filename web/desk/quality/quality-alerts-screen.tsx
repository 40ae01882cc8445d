import { Link } from 'wouter'
import { qualityApi } from '#shared/api/quality'
import type { Scorecard, ScorecardsResponse } from '#shared/quality/quality-api'
import { useTranslations } from '../../ui/i18n.ts'
import { ProblemNote } from '../../ui/problem-text.tsx'
import { DemonstrationNote } from '../kit/demonstration-note.tsx'
import { useDesk, useDistrictNames } from '../kit/desk-context.ts'
import { personAddress } from '../kit/person-link.tsx'
import { RefreshNote } from '../kit/refresh-note.tsx'
import { useScope } from '../kit/scope.tsx'
import { Skeleton } from '../kit/skeleton.tsx'
import { useRoute } from '../kit/use-server-data.ts'
import { ChecksInProgress } from './checks-in-progress.tsx'
import { flagText } from './flag-text.ts'
import { QualityHead } from './quality-head.tsx'
import { ScorecardTable } from './scorecard-table.tsx'

/** Quality alerts: the enumerators to visit today, and why; then all enumerators by their quality index. */
export function QualityAlertsScreen() {
	const { t } = useTranslations()
	const { study } = useDesk()
	const { round, district } = useScope()
	const { found, problem, isOutdated, reload } = useRoute(
		qualityApi.scorecards,
		{ query: { round, district } },
		'offer',
	)
	const isMadeUp = study.rounds.some(({ code, demonstration }) => code === round && demonstration)
	return (
		<div className="stack">
			<QualityHead />
			<p className="hint">{t('quality.help')}</p>
			<DemonstrationNote isMadeUp={isMadeUp} />
			<ProblemNote problem={problem} />
			<RefreshNote isOutdated={isOutdated} onShow={reload} />
			{found ? (
				<>
					<ChecksInProgress found={found} onReload={reload} />
					<VisitList found={found} round={round} />
					{found.enumerators.length > 0 && <ScorecardTable found={found} round={round} />}
				</>
			) : (
				!problem && <Skeleton />
			)}
		</div>
	)
}

/** Enumerators whose index is so high that somebody should visit them. */
function VisitList({ found, round }: { readonly found: ScorecardsResponse; readonly round: string }) {
	const { t } = useTranslations()
	const visited = found.enumerators.filter(({ isVisited }) => isVisited)
	return (
		<section className="stack tight" aria-labelledby="visit">
			<h2 id="visit">{t('quality.visitToday')}</h2>
			{visited.length === 0 ? (
				found.outdatedDistricts === 0 && <p className="note quiet">{t('quality.visitEmpty')}</p>
			) : (
				<ol className="flag-list">
					{visited.map((each) => (
						<VisitCard key={`${each.person.id} ${each.district}`} card={each} round={round} />
					))}
				</ol>
			)}
		</section>
	)
}

const shownReasons = 3

function VisitCard({ card, round }: { readonly card: Scorecard; readonly round: string }) {
	const { t, language } = useTranslations()
	const { person, district, interviews, reasons } = card
	const name = new Map(useDistrictNames()).get(district) ?? district
	const more = reasons.length - shownReasons
	const address = personAddress(person.id, { round, district })
	return (
		<li className="panel stack tight">
			<h3>
				<Link href={address}>
					<bdi>{person.name}</bdi>
				</Link>
			</h3>
			<p className="hint">
				<bdi>{person.code}</bdi> · {name} · {t('quality.interviewCount', { count: interviews })}
			</p>
			<ul className="reasons">
				{reasons.slice(0, shownReasons).map((flag) => (
					<li key={`${flag.kind} ${flag.item}`}>{flagText(t, language, flag)}</li>
				))}
			</ul>
			{more > 0 && (
				<p>
					<Link href={address}>{t('quality.moreReasons', { count: more })}</Link>
				</p>
			)}
		</li>
	)
}
