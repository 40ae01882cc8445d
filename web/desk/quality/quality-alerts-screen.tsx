import { Link } from 'wouter'
import { qualityApi } from '#shared/api/quality'
import { may } from '#shared/people/roles'
import { byKey } from '#shared/quality/checked-interview'
import type { EnumeratorAlert, QualityAlertsResponse } from '#shared/quality/quality-api'
import { searchOf } from '../../api/search-of.ts'
import { numberIn } from '../../ui/formats.ts'
import { useTranslations } from '../../ui/i18n.ts'
import { ProblemNote } from '../../ui/problem-text.tsx'
import { DemonstrationNote } from '../kit/demonstration-note.tsx'
import { useDesk, useDistrictNames } from '../kit/desk-context.ts'
import { RefreshNote } from '../kit/refresh-note.tsx'
import { useRoute } from '../kit/use-server-data.ts'
import { ChecksInProgress } from './checks-in-progress.tsx'
import { FlagRow } from './flag-row.tsx'
import { flagText } from './flag-text.ts'
import { QualityScopeFields, useQualityScope } from './quality-scope.tsx'

/** Quality alerts: enumerators to visit today, and why. */
export function QualityAlertsScreen() {
	const { t } = useTranslations()
	const { study, person } = useDesk()
	const { round, district } = useQualityScope()
	const { found, problem, isOutdated, reload } = useRoute(
		qualityApi.alerts,
		{ query: { round, district } },
		'offer',
	)
	const isMadeUp = study.rounds.some(({ code, demonstration }) => code === round && demonstration)
	return (
		<div className="stack">
			<header className="desk-head">
				<h1>{t('quality.title')}</h1>
				{may(person.role, 'quality.limits') && (
					<Link href={`/desk/quality/limits?${searchOf({ round })}`}>{t('quality.limits.open')}</Link>
				)}
			</header>
			<p className="hint">{t('quality.help')}</p>
			<div className="filters">
				<QualityScopeFields path="/desk/quality" />
			</div>
			<DemonstrationNote isMadeUp={isMadeUp} />
			<ProblemNote problem={problem} />
			<RefreshNote isOutdated={isOutdated} onShow={reload} />
			{found && <Listed found={found} round={round} onDecided={reload} />}
		</div>
	)
}

interface ListedProps {
	readonly found: QualityAlertsResponse
	readonly round: string
	readonly onDecided: () => void
}

function Listed({ found, round, onDecided }: ListedProps) {
	const { t } = useTranslations()
	const visited = found.alerts.filter(({ isVisited }) => isVisited)
	const called = found.alerts.filter(({ isVisited }) => !isVisited)
	return (
		<>
			<ChecksInProgress found={found} onReload={onDecided} />
			<section className="stack tight" aria-labelledby="visit">
				<h2 id="visit">{t('quality.visitToday')}</h2>
				{visited.length === 0 ? (
					found.outdatedDistricts === 0 && <p className="note quiet">{t('quality.visitEmpty')}</p>
				) : (
					<ol className="flag-list">
						{visited.map((each) => (
							<EnumeratorAlertCard key={`${each.person.id} ${each.district}`} alert={each} round={round} />
						))}
					</ol>
				)}
			</section>
			{called.length > 0 && (
				<section className="stack tight" aria-labelledby="alerts-to-call">
					<h2 id="alerts-to-call">{t('quality.call')}</h2>
					<ul className="flag-list">
						{called.map((each) => (
							<EnumeratorAlertCard key={`${each.person.id} ${each.district}`} alert={each} round={round} />
						))}
					</ul>
				</section>
			)}
			{found.team.length > 0 && <Teams found={found} round={round} onDecided={onDecided} />}
			<Single found={found} round={round} />
		</>
	)
}

function EnumeratorAlertCard({ alert, round }: { alert: EnumeratorAlert; round: string }) {
	const { t, language } = useTranslations()
	const { person, district, interviews, flags } = alert
	const name = useDistrictNames().find(([code]) => code === district)?.[1] ?? district
	return (
		<li className="panel stack tight">
			<h3>
				<Link href={`/desk/quality/enumerators/${person.id}?${searchOf({ round, district })}`}>
					<bdi>{person.name}</bdi>
				</Link>
			</h3>
			<p className="hint">
				<bdi>{person.code}</bdi> · {name} · {t('quality.interviewCount', { count: interviews })}
			</p>
			<ul className="reasons">
				{flags.map((flag) => (
					<li key={`${flag.kind} ${flag.item}`}>{flagText(t, language, flag)}</li>
				))}
			</ul>
		</li>
	)
}

function Teams({ found, round, onDecided }: ListedProps) {
	const { t } = useTranslations()
	const names = new Map(useDistrictNames())
	return (
		<section className="stack tight" aria-labelledby="team">
			<h2 id="team">{t('quality.teamFlags')}</h2>
			{[...byKey(found.team, ({ district }) => district)].map(([district, flags]) => (
				<details key={district} open={found.team.length < 8}>
					<summary>{names.get(district) ?? district}</summary>
					<ul className="flags">
						{flags.map((flag) => (
							<FlagRow key={`${flag.kind} ${flag.item}`} round={round} flag={flag} onDecided={onDecided} />
						))}
					</ul>
				</details>
			))}
		</section>
	)
}

/** Number of interviews with an open flag by kind, over all districts. */
function Single({ found, round }: Pick<ListedProps, 'found' | 'round'>) {
	const { t, language } = useTranslations()
	const { district } = useQualityScope()
	const kinds = [...byKey(found.open, ({ kind }) => kind)]
		.flatMap(([, own]) => {
			const [first] = own
			return first ? [{ kind: first.kind, many: own.reduce((sum, each) => sum + each.interviews, 0) }] : []
		})
		.sort((a, b) => b.many - a.many)
	return (
		<section className="stack tight" aria-labelledby="single">
			<h2 id="single">{t('quality.interviewFlags')}</h2>
			{kinds.length === 0 ? (
				found.outdatedDistricts === 0 && <p className="note quiet">{t('quality.interviewFlagsEmpty')}</p>
			) : (
				<ul className="kinds">
					{kinds.map(({ kind, many }) => (
						<li key={kind}>
							<Link href={`/desk/quality/flags?${searchOf({ round, district, kind })}`}>
								{t.orElse(`quality.kinds.${kind}`, kind)}
							</Link>{' '}
							<span className="count">{numberIn(language, many)}</span>
						</li>
					))}
				</ul>
			)}
		</section>
	)
}
