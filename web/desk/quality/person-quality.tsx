import { lazy, Suspense } from 'react'
import { Link } from 'wouter'
import { qualityApi } from '#shared/api/quality'
import type { EnumeratorResponse, Scorecard } from '#shared/quality/quality-api'
import { numberIn } from '../../ui/formats.ts'
import { useTranslations } from '../../ui/i18n.ts'
import { ProblemNote } from '../../ui/problem-text.tsx'
import { useDistrictNames } from '../kit/desk-context.ts'
import { personAddress } from '../kit/person-link.tsx'
import { useScope } from '../kit/scope.tsx'
import { Skeleton } from '../kit/skeleton.tsx'
import { TableWithFile } from '../kit/table-with-download.tsx'
import { useRoute } from '../kit/use-server-data.ts'
import { FlagRow } from './flag-row.tsx'
import { LatestInterviews } from './latest-interviews.tsx'
import { MeasuresTable } from './measures-table.tsx'
import { worstCard } from './worst-card.ts'

const MinutesChart = lazy(async () => ({
	default: (await import('../kit/charts/minutes-chart.tsx')).MinutesChart,
}))

interface PersonQualityProps {
	/** Id of the enumerator. */
	readonly id: string
	readonly round: string
	/** Their scorecards, at least one: one for each district with interviews. */
	readonly cards: readonly [Scorecard, ...Scorecard[]]
	readonly onDecided: () => void
}

/**
 * Quality of an enumerator's work in one district: the flags of the index, the comparison with the others there, and
 * the latest interviews. The district of the address counts, else the one with the highest index.
 */
export function PersonQuality({ id, round, cards, onDecided }: PersonQualityProps) {
	const { t } = useTranslations()
	const { query } = useScope('round')
	const card = cards.find(({ district }) => district === query.get('district')) ?? worstCard(cards)
	const { found, problem, reload } = useRoute(qualityApi.enumerator, {
		params: { id },
		query: { round, district: card.district },
	})
	return (
		<>
			<section className="stack tight" aria-labelledby="quality">
				<h2 id="quality">{t('quality.index')}</h2>
				{cards.length > 1 && <DistrictTabs cards={cards} shown={card} round={round} />}
				{problem?.code === 'not-found' ? (
					<p className="note quiet">{t('quality.empty')}</p>
				) : (
					<ProblemNote problem={problem} />
				)}
				{!found && !problem && <Skeleton />}
				{found && (
					<IndexParts
						found={found}
						round={round}
						onDecided={() => {
							reload()
							onDecided()
						}}
					/>
				)}
			</section>
			{found && <Comparison found={found} round={round} />}
			{found && <LatestInterviews latest={found.latest} />}
		</>
	)
}

interface DistrictTabsProps {
	readonly cards: PersonQualityProps['cards']
	readonly shown: Scorecard
	readonly round: string
}

/** The districts of an enumerator's interviews, each with its index. */
function DistrictTabs({ cards, shown, round }: DistrictTabsProps) {
	const { t, language } = useTranslations()
	const names = new Map(useDistrictNames())
	return (
		<nav className="page-tabs" aria-label={t('quality.district')}>
			{cards.map(({ person, district, points }) => (
				<Link
					key={district}
					href={personAddress(person.id, { round, district })}
					aria-current={district === shown.district ? 'true' : undefined}
				>
					{names.get(district) ?? district}
					<span className="count">{numberIn(language, points)}</span>
				</Link>
			))}
		</nav>
	)
}

interface IndexPartsProps {
	readonly found: EnumeratorResponse
	readonly round: string
	readonly onDecided: () => void
}

/** Flags about the enumerator, whose points are the index. */
function IndexParts({ found, round, onDecided }: IndexPartsProps) {
	const { t } = useTranslations()
	const name = new Map(useDistrictNames()).get(found.district) ?? found.district
	return (
		<>
			<p className="hint">
				{name} · {t('quality.interviewCount', { count: found.interviews })}{' '}
				{t('quality.onDays', { count: found.days })}
			</p>
			{found.flags.length === 0 ? (
				<p className="note quiet">{t('quality.noPersonFlags')}</p>
			) : (
				<ul className="flags">
					{found.flags.map((flag) => (
						<FlagRow key={`${flag.kind} ${flag.item}`} round={round} flag={flag} onDecided={onDecided} />
					))}
				</ul>
			)}
		</>
	)
}

/** Measures and durations of an enumerator beside those of the others in the district. */
function Comparison({ found, round }: Omit<IndexPartsProps, 'onDecided'>) {
	const { t } = useTranslations()
	return (
		<>
			<section className="stack tight" aria-labelledby="comparison">
				<h2 id="comparison">{t('quality.districtComparison')}</h2>
				<TableWithFile name={`enumerator-${found.person.code}`} about={t('quality.districtComparison')}>
					<MeasuresTable found={found} />
				</TableWithFile>
			</section>
			<Suspense>
				<MinutesChart
					minutes={found.durations.own}
					comparison={{ team: found.durations.team, middles: found.minutes }}
					limits={found.durations.limits}
					fileName={`minutes-${found.person.code}-${found.district}-${round}.csv`}
					round={round}
					isOnPaper={false}
				/>
			</Suspense>
		</>
	)
}
